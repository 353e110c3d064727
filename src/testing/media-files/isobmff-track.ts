import { box, fullBox } from './isobmff-box.ts';
import { bytesOf, type Piece, u16, u32, u64 } from './write.ts';

/** Clockwise turn from the stored picture to the one shown, in degrees. */
export type Rotation = 0 | 90 | 180 | 270;

/** One track, all of its samples of one size and in one chunk, so that its tables stay a few bytes whatever its length. */
export interface TrackPlan {
  readonly kind: 'video' | 'audio';
  /** Sample description box: `avc1` or `mp4a`. */
  readonly description: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  /** Ticks a second of the track's own clock. */
  readonly timescale: number;
  readonly durationTicks: number;
  readonly sampleCount: number;
  readonly sampleTicks: number;
  readonly sampleSize: number;
}

const MOVIE_TIMESCALE = 1_000;

/** The transformation matrix of a turn, after which the picture is moved back into view. */
function matrix(rotation: Rotation, width: number, height: number): Uint8Array {
  const one = 0x1_0000;
  const rows: Record<Rotation, readonly [number, number, number, number, number, number]> = {
    0: [one, 0, 0, one, 0, 0],
    90: [0, one, -one, 0, height * one, 0],
    180: [-one, 0, 0, -one, width * one, height * one],
    270: [0, -one, one, 0, 0, width * one],
  };
  const [a, b, c, d, x, y] = rows[rotation];
  return bytesOf(u32(a), u32(b), u32(0), u32(c), u32(d), u32(0), u32(x), u32(y), u32(0x4000_0000));
}

function movieTicks(durationSeconds: number): number {
  return Math.round(durationSeconds * MOVIE_TIMESCALE);
}

function trackHeader(track: TrackPlan, id: number, durationSeconds: number): Uint8Array {
  const { kind, width, height, rotation } = track;
  const times = [u32(0), u32(0), u32(id), u32(0), u32(movieTicks(durationSeconds))];
  return fullBox(
    ...(['tkhd', 0, 3, ...times, u32(0), u32(0)] as const),
    ...[u16(0), u16(kind === 'audio' ? 1 : 0), u16(kind === 'audio' ? 0x0100 : 0), u16(0)],
    ...[matrix(rotation, width, height), u16(width), u16(0), u16(height), u16(0)],
  );
}

/** Every sample lasts `sampleTicks` but the last, which ends exactly with the track. */
function timeToSample(track: TrackPlan): Uint8Array {
  const last = track.durationTicks - (track.sampleCount - 1) * track.sampleTicks;
  const rows: readonly Piece[] = [u32(1), u32(last)];
  if (track.sampleCount === 1) return fullBox('stts', 0, 0, u32(1), ...rows);
  return fullBox('stts', 0, 0, u32(2), u32(track.sampleCount - 1), u32(track.sampleTicks), ...rows);
}

function sampleTable(track: TrackPlan, chunkOffset: number): Uint8Array {
  return box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), track.description),
    timeToSample(track),
    fullBox('stsc', 0, 0, u32(1), u32(1), u32(track.sampleCount), u32(1)),
    fullBox('stsz', 0, 0, u32(track.sampleSize), u32(track.sampleCount)),
    // Always the 64-bit form: the header's length must not depend on where the samples lie.
    fullBox('co64', 0, 0, u32(1), u64(chunkOffset)),
  );
}

function trackBox(track: TrackPlan, id: number, chunkOffset: number): Uint8Array {
  const handler = track.kind === 'video' ? 'vide' : 'soun';
  const media = track.kind === 'video' ? fullBox('vmhd', 0, 1, u64(0)) : fullBox('smhd', 0, 0, u32(0));
  return box(
    'trak',
    trackHeader(track, id, track.durationTicks / track.timescale),
    box(
      'mdia',
      // 0x55c4 is the language code of "und".
      fullBox('mdhd', 0, 0, u32(0), u32(0), u32(track.timescale), u32(track.durationTicks), u16(0x55c4), u16(0)),
      fullBox('hdlr', 0, 0, u32(0), handler, u32(0), u32(0), u32(0), 'Handler', 0),
      box(
        'minf',
        media,
        box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
        sampleTable(track, chunkOffset),
      ),
    ),
  );
}

/**
 * The `moov` box of these tracks. `chunkOffsets` are the file positions of their samples, one a track; the box is as
 * long whatever they are.
 */
export function movieBox(
  tracks: readonly TrackPlan[],
  durationSeconds: number,
  chunkOffsets: readonly number[],
): Uint8Array {
  return box(
    'moov',
    fullBox(
      ...(['mvhd', 0, 0, u32(0), u32(0), u32(MOVIE_TIMESCALE), u32(movieTicks(durationSeconds))] as const),
      ...[u32(0x1_0000), u16(0x0100), u16(0), u64(0), matrix(0, 0, 0)],
      ...[u64(0), u64(0), u64(0), u32(tracks.length + 1)],
    ),
    ...tracks.map((track, index) => trackBox(track, index + 1, chunkOffsets[index] ?? 0)),
  );
}
