import type { InputProblem } from '../base/errors.ts';

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
 * Fills in `${NAME}` and `${NAME:-default}`, anywhere in a text and any number of times. The default replaces a
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

/** One setting with its placeholders filled in. */
export interface Setting {
  /** The key as the file has it, which may be an older name. */
  readonly key: string;
  readonly value: unknown;
  /** A text or number written out in the file, not filled in from a variable. */
  readonly literal: boolean;
  /** The problem of a placeholder that could not be filled in. */
  readonly unresolved: InputProblem | null;
}

/** Fills in the placeholders of a value and of the texts in a list. */
export function resolveSetting(key: string, raw: unknown, variables: Variables): Setting {
  const seen = { missing: new Set<string>(), filled: false, malformed: false };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'string') return value;
    const resolved = resolvePlaceholders(value, variables);
    for (const name of resolved.missing) seen.missing.add(name);
    seen.filled ||= resolved.filled;
    seen.malformed ||= resolved.malformed;
    return resolved.text;
  };
  const value = resolve(raw);
  const names = [...seen.missing];
  const found = seen.malformed
    ? 'a placeholder that is not of the form ${NAME} or ${NAME:-default}'
    : `the unset variable${names.length === 1 ? '' : 's'} ${names.join(', ')}`;
  const remedy = 'Set it in the environment or in the env file, or write a default: ${NAME:-default}.';
  const isOpen = seen.malformed || names.length > 0;
  return { key, value, literal: !seen.filled, unresolved: isOpen ? { key, found, remedy } : null };
}
