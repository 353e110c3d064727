import { avcConfig } from './avc-config.ts';
import { box, fullBox } from './isobmff-box.ts';
import type { Rotation, TrackPlan } from './isobmff-track.ts';
import { bytesOf, u16, u24, u32, u64 } from './write.ts';

const AUDIO_RATE = 48_000;
const SAMPLES_PER_AAC_FRAME = 1_024;
/** Bytes of an AAC frame at about 128 kbit/s; less when the file is too small for it. */
const USUAL_AAC_FRAME_BYTES = 341;

/** What of the picture the header states. */
export interface VideoShape {
  readonly width: number;
  readonly height: number;
  readonly rotation: Rotation;
  readonly framesPerSecond: number;
}

/** The plan of a track but for the size of its samples, which is known only when the header's is. */
export type UnsizedTrack = Omit<TrackPlan, 'sampleSize'>;

function visualSampleEntry(width: number, height: number): Uint8Array {
  const fixed = [u32(0), u16(0), u16(1), u64(0), u64(0), u16(width), u16(height)];
  const resolution = [u32(0x48_0000), u32(0x48_0000), u32(0), u16(1), new Uint8Array(32), u16(24), u16(0xffff)];
  return box('avc1', ...fixed, ...resolution, box('avcC', avcConfig(width, height)));
}

/** A descriptor of MPEG-4 part 1; all of ours are shorter than 128 bytes. */
function descriptor(tag: number, content: Uint8Array): Uint8Array {
  return bytesOf(tag, content.length, content);
}

function audioSampleEntry(): Uint8Array {
  const specific = descriptor(5, Uint8Array.of(0x11, 0x90)); // AAC LC, 48 kHz, stereo
  const decoder = descriptor(4, bytesOf(0x40, 0x15, u24(0), u32(128_000), u32(128_000), specific));
  const stream = descriptor(3, bytesOf(u16(2), 0, decoder, descriptor(6, Uint8Array.of(2))));
  const fixed = [u32(0), u16(0), u16(1), u64(0), u16(2), u16(16), u32(0), u16(AUDIO_RATE), u16(0)];
  return box('mp4a', ...fixed, fullBox('esds', 0, 0, stream));
}

/** An H.264 track; the last frame lasts a little longer or shorter so that the whole is as long as asked to the millisecond. */
export function videoTrack(durationSeconds: number, shape: VideoShape): UnsizedTrack {
  const { width, height, rotation, framesPerSecond } = shape;
  const timescale = Math.round(framesPerSecond * 1_000);
  return {
    ...({ kind: 'video', description: visualSampleEntry(width, height), width, height, rotation } as const),
    timescale,
    durationTicks: Math.round(durationSeconds * timescale),
    sampleCount: Math.max(1, Math.round(durationSeconds * framesPerSecond)),
    sampleTicks: 1_000,
  };
}

/** An AAC track of 48 kHz stereo. */
export function audioTrack(durationSeconds: number): UnsizedTrack {
  const durationTicks = Math.round(durationSeconds * AUDIO_RATE);
  return {
    ...({ kind: 'audio', description: audioSampleEntry(), width: 0, height: 0, rotation: 0 } as const),
    timescale: AUDIO_RATE,
    durationTicks,
    sampleCount: Math.max(1, Math.ceil(durationTicks / SAMPLES_PER_AAC_FRAME)),
    sampleTicks: SAMPLES_PER_AAC_FRAME,
  };
}

/**
 * Shares `room` bytes, at least one for every sample, among the tracks: a track alone takes it all; sound beside a
 * picture keeps its usual rate where that leaves the picture three quarters.
 */
export function sizeTracks(tracks: readonly UnsizedTrack[], room: number): readonly TrackPlan[] {
  const samples = (kind: TrackPlan['kind']): number => tracks.find((track) => track.kind === kind)?.sampleCount ?? 0;
  const frames = samples('video');
  const sounds = samples('audio');
  const quarter = Math.max(1, Math.floor((room - frames) / (4 * sounds)));
  const audioSize = frames === 0 ? Math.floor(room / sounds) : Math.min(USUAL_AAC_FRAME_BYTES, quarter);
  const videoSize = Math.floor((room - sounds * (sounds === 0 ? 0 : audioSize)) / frames);
  return tracks.map((track) => ({ ...track, sampleSize: track.kind === 'audio' ? audioSize : videoSize }));
}
