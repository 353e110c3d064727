import { resolvePlaceholders, type Variables } from './placeholders.ts';

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
