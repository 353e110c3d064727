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

/** One setting with its placeholders filled in. */
export interface Setting {
  /** The key as the file has it, which may be an older name. */
  readonly key: string;
  /** `undefined` for a setting that is absent, `null` or empty: all three leave the default. */
  readonly value: unknown;
  /** What stood there, in words that show no value. */
  readonly found: string;
  /** A text or number written out in the file, not filled in from a variable. */
  readonly literal: boolean;
  /** True when a placeholder could not be filled in; `found` says which. */
  readonly unresolved: boolean;
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
  const empty = value === null || (typeof value === 'string' && value.trim() === '');
  return {
    key,
    value: empty ? undefined : value,
    found: seen.malformed
      ? 'a placeholder that is not of the form ${NAME} or ${NAME:-default}'
      : foundIn(value, seen.missing),
    literal: !seen.filled,
    unresolved: seen.malformed || seen.missing.size > 0,
  };
}

function foundIn(value: unknown, missing: ReadonlySet<string>): string {
  if (missing.size === 0) return kindOf(value);
  const names = Array.from(missing);
  return names.length === 1 ? `the unset variable ${names.join('')}` : `the unset variables ${names.join(', ')}`;
}

/** What kind of thing a value is, without the value. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (typeof value === 'string') return value.trim() === '' ? 'an empty text' : 'a text';
  if (typeof value === 'number') return 'a number';
  if (typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return 'an object';
  const odd: unknown = value.find((item) => typeof item !== 'string' || item.trim() === '');
  return odd === undefined ? 'a list' : `a list that holds ${kindOf(odd)}`;
}
