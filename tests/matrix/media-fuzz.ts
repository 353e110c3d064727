import { isInsightInventoryError } from '../../src/base/errors.ts';
import type { MediaMetadata } from '../../src/documents/file.ts';
import { DEFAULT_PROBE_BYTES, type RangeReader } from '../../src/media/header-bytes.ts';
import { inspectMedia, type MediaKind } from '../../src/media/probe-media.ts';
import { createRandom } from '../../src/testing/shared/random.ts';

/** A sound file to be damaged. */
export interface FuzzedFile {
  readonly name: string;
  readonly kind: MediaKind;
  readonly bytes: Uint8Array;
}

/** What became of probes of damaged files. */
export interface MediaFuzzCounts {
  probes: number;
  /** Files that still had a length or sides. */
  read: number;
  /** Problems by their code. */
  problems: Record<string, number>;
  /** The most processor time of one probe, in milliseconds. */
  longestMs: number;
  /** What no probe may do, in words; empty when all is well. */
  broken: string[];
}

type Pick = (below: number) => number;

/** Header fields are within it, at either end of a file. */
const HEADER_BYTES = 4_096;
const MAX_READS = 200;

/**
 * Probes files that were cut, whose bits were turned over, whose fields lie, in which parts are repeated or lacking, by
 * readers that say another size or answer in small pieces. A probe ends, stays within its bytes, throws nothing, gives no
 * figure that is none, and a reason for each that is `null`.
 */
export async function fuzzMedia(files: readonly FuzzedFile[], runs: number, seed: number): Promise<MediaFuzzCounts> {
  const random = createRandom(seed);
  const pick: Pick = (below) => Math.floor(random() * below);
  const counts: MediaFuzzCounts = { probes: 0, read: 0, problems: {}, longestMs: 0, broken: [] };
  for (let run = 0; run < runs; run += 1) {
    for (const { name, kind, bytes } of files) {
      const damaged = damage(bytes, pick);
      const reader = oddReader(damaged, pick);
      const frames = pick(5) === 0 ? 'scan' : 'header';
      const before = process.cpuUsage();
      counts.probes += 1;
      try {
        const { metadata, problem, unread } = await inspectMedia(reader, { kind, name, frames });
        if (problem !== null) counts.problems[problem.code] = (counts.problems[problem.code] ?? 0) + 1;
        if (metadata.duration_seconds !== null || metadata.width !== null) counts.read += 1;
        if (unread) counts.broken.push(`${name}: reading failed`);
        counts.broken.push(...wrongIn(metadata).map((wrong) => `${name} (${String(run)}): ${wrong}`));
        if (reader.given > DEFAULT_PROBE_BYTES) counts.broken.push(`${name}: ${String(reader.given)} bytes were read`);
        if (reader.reads > MAX_READS) counts.broken.push(`${name}: ${String(reader.reads)} requests`);
      } catch (error) {
        counts.broken.push(`${name}: ${isInsightInventoryError(error) ? 'it throws' : 'a bare'} ${String(error)}`);
      }
      const { user, system } = process.cpuUsage(before);
      counts.longestMs = Math.max(counts.longestMs, (user + system) / 1_000);
    }
  }
  return counts;
}

function wrongIn(metadata: MediaMetadata): string[] {
  const wrong = (['duration_seconds', 'width', 'height', 'frames_per_second'] as const).flatMap((key) => {
    const figure = metadata[key];
    if (figure !== null && !(Number.isFinite(figure) && figure > 0)) return [`${key} is ${String(figure)}`];
    return key in metadata.unavailable === (figure === null) ? [] : [`${key} has a reason of another`];
  });
  for (const key of ['container', 'video_codec', 'audio_codec'] as const) {
    if (metadata[key] !== null && !/^[\x20-\x7e]{1,40}$/.test(metadata[key])) wrong.push(`${key} is no name`);
  }
  return wrong;
}

function oddReader(bytes: Uint8Array, pick: Pick): RangeReader & { reads: number; given: number } {
  const sizes = [null, bytes.length * 1_000, pick(bytes.length + 1)];
  const most = pick(6) === 0 ? 1 + pick(70_000) : Infinity;
  return {
    size: pick(2) === 0 ? (sizes[pick(sizes.length)] ?? null) : bytes.length,
    reads: 0,
    given: 0,
    read(start, end) {
      const answer = bytes.slice(start, Math.min(end, start + most));
      this.reads += 1;
      this.given += answer.length;
      return Promise.resolve(answer);
    },
  };
}

/** Makes one to four kinds of damage, most of them where headers are. */
function damage(whole: Uint8Array, pick: Pick): Uint8Array {
  let bytes: Uint8Array = whole.slice();
  for (let count = 1 + pick(4); count > 0 && bytes.length > 16; count -= 1) {
    const span = pick(10) < 8 ? Math.min(bytes.length, HEADER_BYTES) : bytes.length;
    const at = pick(span) + (pick(5) === 0 ? bytes.length - span : 0);
    bytes = DAMAGES[pick(DAMAGES.length)]?.(bytes, Math.min(at, bytes.length - 9), pick) ?? bytes;
  }
  return bytes;
}

const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));
const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): DataView =>
  new DataView(buffer, byteOffset, byteLength);

const DAMAGES: readonly ((bytes: Uint8Array, at: number, pick: Pick) => Uint8Array)[] = [
  (bytes, at) => bytes.slice(0, at + 1),
  (bytes, at, pick) => {
    for (let count = 1 + pick(20); count > 0; count -= 1) {
      const place = Math.min(at + pick(256), bytes.length - 1);
      bytes[place] = (bytes[place] ?? 0) ^ (1 << pick(8));
    }
    return bytes;
  },
  (bytes, at, pick) => bytes.fill([0, 1, 0x7f, 0x80, 0xff][pick(5)] ?? 0, at, at + 2 ** (1 + pick(3))),
  (bytes, at, pick) => {
    viewOf(bytes).setUint32(at, pick(2 ** 32));
    return bytes;
  },
  (bytes, at, pick) => {
    viewOf(bytes).setUint32(at, pick(64), pick(2) === 0);
    return bytes;
  },
  (bytes, at, pick) => joined(bytes.subarray(0, at), bytes.subarray(at, at + 4 + pick(3_000)), bytes.subarray(at)),
  (bytes, at, pick) => joined(bytes.subarray(0, at + 1), bytes.subarray(at + 1 + pick(200))),
];
