import type { Rotation } from '../media-files/isobmff-track.ts';
import type { ListedObject } from './dataset-format.ts';

/** What is inside a clip or a picture. Sides are as shown, after the rotation. */
export interface MediaFacts {
  readonly durationSeconds: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  /** Whether a clip's header lies at its end, as renderers that do not prepare for streaming write it. */
  readonly headerLast: boolean;
}

const SHORTEST_SECONDS = 4;
const LONGEST_SECONDS = 95;

/** FNV-1a of the name's UTF-16 units, 32 bits: spreads names evenly and is the same everywhere. */
function hashOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

/** Seven in ten portrait, two landscape, one square: the footage of a studio that films for reels. */
function sidesOf(hash: number): readonly [width: number, height: number] {
  const share = hash % 10;
  if (share < 7) return [1080, 1920];
  return share < 9 ? [1920, 1080] : [1080, 1080];
}

function rotationOf(degrees: number | undefined): Rotation {
  return degrees === 90 || degrees === 180 || degrees === 270 ? degrees : 0;
}

/** A length in half seconds that suits the size, at 1.0 to 2.6 Mbit/s. */
function durationOf(sizeBytes: number, hash: number): number {
  const bitsPerSecond = 1_000_000 + ((hash >>> 8) % 17) * 100_000;
  const seconds = Math.round(((sizeBytes * 8) / bitsPerSecond) * 2) / 2;
  return Math.min(LONGEST_SECONDS, Math.max(SHORTEST_SECONDS, seconds));
}

/**
 * What the listing says is inside an object, and for what it does not say a choice that follows from the name alone:
 * the same listing gives the same media on every run, and a still has the sides of the clip it stands beside.
 */
export function mediaFacts(object: ListedObject): MediaFacts {
  const hash = hashOf(object.name.replace(/\.[^./]*$/, ''));
  const [width, height] = sidesOf(hash);
  return {
    durationSeconds: object.duration_seconds ?? durationOf(Number(object.size), hash),
    width: object.width ?? width,
    height: object.height ?? height,
    rotation: rotationOf(object.rotation),
    headerLast: (hash >>> 16) % 8 === 0,
  };
}
