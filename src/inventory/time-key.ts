/**
 * A listing's timestamp as a number that orders as its seconds do (`20250430134712`), which is as exact as the documents
 * are. `NaN`, which is neither more nor less than any, for any other shape and for what no clock shows.
 *
 * @example
 * timeKey('2025-04-30T13:47:12.345Z'); //=> 20250430134712
 */
export function timeKey(text: string | null | undefined): number {
  if (text === null || text === undefined) return Number.NaN;
  if (text.length < 20 || text.charCodeAt(10) !== T || text.charCodeAt(text.length - 1) !== Z) return Number.NaN;
  const month = pair(text, 5);
  const day = pair(text, 8);
  const hour = pair(text, 11);
  const minute = pair(text, 14);
  const second = pair(text, 17);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  const date = pair(text, 0) * 1e6 + pair(text, 2) * 1e4 + month * 100 + day;
  return date * 1e6 + hour * 1e4 + minute * 100 + second;
}

const T = 84;
const Z = 90;

function pair(text: string, index: number): number {
  const tens = text.charCodeAt(index) - 48;
  const ones = text.charCodeAt(index + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
