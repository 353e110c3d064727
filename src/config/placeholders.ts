/** The variables a configuration may refer to. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** A text with its placeholders filled in, and what stood in the way. */
export interface ResolvedText {
  text: string;
  /** True when anything came from a variable: such a text is not shown in an error. */
  filled: boolean;
  /** Names of variables that are not set. */
  missing: string[];
  /** True when a `${` does not begin a placeholder we understand. */
  malformed: boolean;
}

/** An escaped `$${`, a placeholder, or a `${` that begins none. */
const PLACEHOLDER = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^{}]*))?\}|\$\{/g;

/**
 * Fills in `${NAME}` and `${NAME:-default}`, anywhere in a text and any number of times. The default stands in for a
 * variable that is unset or empty, as in a shell. `$${` writes a plain `${`. What a variable holds is not looked at again.
 *
 * @example
 * resolvePlaceholders('${HOST:-localhost}:${PORT}', { PORT: '80' }).text; //=> 'localhost:80'
 */
export function resolvePlaceholders(text: string, variables: Variables): ResolvedText {
  const result: ResolvedText = { text: '', filled: false, missing: [], malformed: false };
  result.text = text.replace(PLACEHOLDER, (whole: string, name: string | undefined, fallback: string | undefined) => {
    if (whole === '$${') return '${';
    if (name === undefined) {
      result.malformed = true;
      return '';
    }
    const value = Object.hasOwn(variables, name) ? variables[name] : undefined;
    if (value === undefined && fallback === undefined) result.missing.push(name);
    if (value === undefined || (value === '' && fallback !== undefined)) return fallback ?? '';
    result.filled = true;
    return value;
  });
  return result;
}
