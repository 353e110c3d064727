/** The asked keys of a plain object; the value itself when nothing particular is asked. */
export function pickParts(value: unknown, parts: readonly string[] | null): unknown {
  if (parts === null || typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([name]) => parts.includes(name)));
}
