/** The sum of the known values and how many there were; the sum is `null` when none is known. */
export interface KnownSum {
  total: number | null;
  counted: number;
}

/**
 * Adds what is known and says how many values went in. Nothing known is `null`, not 0.
 *
 * @example
 * sumKnown([3, null, 4]); //=> { total: 7, counted: 2 }
 * sumKnown([null]); //=> { total: null, counted: 0 }
 */
export function sumKnown(values: Iterable<number | null | undefined>): KnownSum {
  let total = 0;
  let counted = 0;
  for (const value of values) {
    if (value === null || value === undefined) continue;
    total += value;
    counted += 1;
  }
  return { total: counted === 0 ? null : total, counted };
}

/**
 * Adds all terms, or gives `null` when any is unknown: a partial sum would pass for the whole.
 *
 * @example
 * sumAll([3, 4]); //=> 7
 * sumAll([3, null]); //=> null
 */
export function sumAll(terms: readonly (number | null)[]): number | null {
  let total = 0;
  for (const term of terms) {
    if (term === null) return null;
    total += term;
  }
  return total;
}

/**
 * Rounds half away from zero to a number of decimals, without the error of binary fractions (1.005 gives 1.01).
 *
 * @example
 * roundTo(1.335, 2); //=> 1.34
 */
export function roundTo(value: number, decimals: number): number {
  // A whole number is round already; -0 becomes 0.
  if (Number.isInteger(value)) return value + 0;
  const sign = value < 0 ? -1 : 1;
  const text = Math.abs(value).toString();
  // Numbers already in exponent form are too large or too small for rounding to matter or to parse back.
  if (text.includes('e')) return Number(value.toFixed(decimals));
  const rounded = Number(`${Math.round(Number(`${text}e${String(decimals)}`)).toString()}e-${String(decimals)}`);
  return sign * rounded;
}

/** Rounds like {@link roundTo}, and lets `null` through. */
export function roundKnown(value: number | null, decimals: number): number | null {
  return value === null ? null : roundTo(value, decimals);
}

/**
 * Computes `part` per 100 of `whole`, unrounded. `null` when a term is missing or the whole is 0.
 *
 * @example
 * percentOf(1, 50); //=> 2
 * percentOf(1, 0); //=> null
 */
export function percentOf(part: number | null, whole: number | null): number | null {
  return part === null || whole === null || whole === 0 ? null : (part / whole) * 100;
}

/** Below this many bytes a hundredth of a mebibyte is a whole step of a double, so plain arithmetic rounds exactly. */
const EXACT_BYTES = 2 ** 47;

/**
 * Converts bytes to mebibytes (1,048,576 bytes) to 2 decimals, the `size_mb` of every document.
 *
 * @example
 * toMegabytes(1_572_864); //=> 1.5
 */
export function toMegabytes(bytes: number): number {
  // Rounding by way of text is what a million rows would notice.
  return bytes < EXACT_BYTES ? Math.round((bytes / 1_048_576) * 100) / 100 : roundTo(bytes / 1_048_576, 2);
}
