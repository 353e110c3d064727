/**
 * Reads a `Range` header for an object of `size` bytes: the half-open range to send, `null` for the whole object, or
 * `'unsatisfiable'` (416). An empty object satisfies no range. A header the rules do not cover, several ranges among
 * them, is ignored, as RFC 9110 allows.
 *
 * @example
 * parseRange('bytes=-4', 10); //=> { start: 6, end: 10 }
 */
export function parseRange(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  const [first = '', last = ''] = match?.slice(1) ?? [];
  if (match === null || (first === '' && last === '')) return null;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  if (last !== '' && Number(last) < Number(first)) return null;
  if (Number(first) >= size) return 'unsatisfiable';
  return { start: Number(first), end: last === '' ? size : Math.min(Number(last) + 1, size) };
}
