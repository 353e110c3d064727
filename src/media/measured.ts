/** Longer than any recording this library is for; a longer claim is a broken clock or a made-up header. */
const MAX_SECONDS = 30 * 24 * 3_600;

/** More than any camera; a header that implies more is broken. */
const MAX_FRAMES_PER_SECOND = 10_000;

/**
 * A playing time that can be believed: above 0 and at most 30 days; `null` otherwise, also for what is not finite.
 *
 * @example
 * believableSeconds(12 / 0); //=> null
 */
export function believableSeconds(seconds: number | null): number | null {
  return seconds !== null && seconds > 0 && seconds <= MAX_SECONDS ? seconds : null;
}

/** {@link believableSeconds} for frames a second: above 0 and at most 10,000. */
export function believableRate(framesPerSecond: number | null): number | null {
  return framesPerSecond !== null && framesPerSecond > 0 && framesPerSecond <= MAX_FRAMES_PER_SECOND
    ? framesPerSecond
    : null;
}

/** A side of a picture: a whole number of pixels from 1; `null` otherwise. */
export function believableSide(pixels: number | null | undefined): number | null {
  return typeof pixels === 'number' && Number.isSafeInteger(pixels) && pixels > 0 ? pixels : null;
}
