import { isInsightInventoryError, MediaProbeError, type InsightInventoryError } from '../base/errors.ts';
import { SECOND_MS } from '../base/time.ts';
import type { MediaMetadata } from '../documents/file.ts';
import type { UnavailableReason } from '../documents/shapes.ts';
import { withDeadline } from '../runtime/clock.ts';
import { NO_PICTURE, NO_TIME, toMediaMetadata, type Findings } from './findings.ts';
import { DEFAULT_PROBE_BYTES, HeaderBytes, type RangeReader } from './header-bytes.ts';
import { type FrameRateEffort, type HeaderParser, type LoadHeaderParser, loadMediabunny } from './mediabunny.ts';
import { readImage } from './read-image.ts';
import { readTimed } from './read-timed.ts';

export type MediaKind = 'video' | 'audio' | 'image';

const DEFAULT_PROBE_DEADLINE_MS: number = 30 * SECOND_MS;

export interface ProbeOptions {
  readonly kind: MediaKind;
  /** Of the file, for messages and for formats that only their name tells. */
  readonly name: string;
  /** The most bytes read of the file. @default 2 MiB; a usual file takes 64 to 130 KiB in one or two requests */
  readonly maxBytes?: number | undefined;
  /** @default 30_000 */
  readonly deadlineMs?: number | undefined;
  /** MP4 and MOV tell their frame rate; for other formats `scan` reads frames, up to `maxBytes`. @default 'header' */
  readonly frames?: FrameRateEffort | undefined;
  readonly signal?: AbortSignal | undefined;
  /** @default {@link loadMediabunny} */
  readonly loadParser?: LoadHeaderParser | undefined;
}

/** A probe's record, and what went wrong where something did. */
export interface ProbeResult {
  readonly metadata: MediaMetadata;
  /**
   * `null` when all is well. `media:library_missing`: mediabunny is not installed, or does not load. `media:unreadable`: the file is broken
   * off or not what its kind says. Otherwise the error of the read.
   */
  readonly problem: InsightInventoryError | null;
  /** True when reading failed, rather than the file. */
  readonly unread: boolean;
}

/**
 * Reads what a media file's header says: container, length, sides as displayed, rotation, frame rate, codecs, sound.
 * Reads a few ranges of the file, never all of it. Every `null` has its reason in `unavailable`: `not_applicable` (a
 * still has no length), `not_enough_data` (the header does not say, or lies beyond the budget), `not_requested` (a
 * frame rate that takes a scan), `failed` (broken off, or not what its kind says), `unsupported` (mediabunny is not
 * installed).
 *
 * Cost: 1 to 3 requests; none without mediabunny, but for images.
 *
 * @throws what the reader throws; an error of kind `timeout` after `deadlineMs`; the signal's own reason
 */
export async function probeMedia(reader: RangeReader, options: ProbeOptions): Promise<MediaMetadata> {
  const { metadata, problem, unread } = await inspectMedia(reader, options);
  if (unread && problem !== null) throw problem;
  return metadata;
}

/**
 * Does what {@link probeMedia} does, but tells what went wrong instead of throwing it.
 *
 * @throws the signal's own reason, and nothing else
 */
export async function inspectMedia(reader: RangeReader, options: ProbeOptions): Promise<ProbeResult> {
  const { kind, name, signal, maxBytes = DEFAULT_PROBE_BYTES, deadlineMs = DEFAULT_PROBE_DEADLINE_MS } = options;
  let bytesRead = (): number => 0;
  try {
    const findings = await withDeadline(
      async (work) => {
        const parser = kind === 'image' ? null : await (options.loadParser ?? loadMediabunny)();
        if (kind !== 'image' && parser === null) return null;
        const bytes = new HeaderBytes({ reader, maxBytes, signal: work });
        bytesRead = () => bytes.bytesRead;
        return find(bytes, parser, options);
      },
      { signal, deadlineMs, what: `Probing ${name}` },
    );
    if (findings === null) return toProbeResult({ values: {}, otherwise: 'unsupported' }, kind, 0, libraryMissing());
    return toProbeResult(findings, kind, bytesRead(), problemOf(findings, name, kind));
  } catch (error) {
    signal?.throwIfAborted();
    const problem = isInsightInventoryError(error) ? error : readFailed(name);
    return {
      ...toProbeResult({ values: {}, otherwise: reasonFor(problem) }, kind, bytesRead(), problem),
      unread: true,
    };
  }
}

/** Makes the error for which one issue is enough, however many files are probed. */
function libraryMissing(): MediaProbeError {
  return new MediaProbeError(
    'mediabunny could not be loaded: length, sides and codecs of video and sound stay unknown.',
    {
      kind: 'unsupported',
      code: 'media:library_missing',
      remedy: 'npm install mediabunny',
    },
  );
}

async function find(bytes: HeaderBytes, parser: HeaderParser | null, options: ProbeOptions): Promise<Findings> {
  try {
    if (parser === null) return await readImage(bytes, options.name);
    return await readTimed(bytes, parser, options.frames ?? 'header');
  } catch (error) {
    if (bytes.readError !== null || !bytes.stopped) throw error;
    return { values: {}, otherwise: 'over_budget' };
  }
}

function toProbeResult(
  findings: Findings,
  kind: MediaKind,
  bytesRead: number,
  problem: InsightInventoryError | null,
): ProbeResult {
  const reasons = findings.reasons ?? notOfKind(kind);
  return { metadata: toMediaMetadata({ ...findings, reasons }, bytesRead), problem, unread: false };
}

/** Lists what a file of this kind has not, whatever is in it. */
function notOfKind(kind: MediaKind): NonNullable<Findings['reasons']> {
  if (kind === 'image') return NO_TIME;
  return kind === 'audio' ? NO_PICTURE : {};
}

function reasonFor(problem: InsightInventoryError): UnavailableReason {
  if (problem.kind === 'permission') return 'forbidden';
  return problem.kind === 'rate_limit' ? 'rate_limited' : 'failed';
}

function problemOf(findings: Findings, name: string, kind: MediaKind): MediaProbeError | null {
  if (findings.truncated === true) return truncated(name);
  if (findings.damaged === true) return unreadable(name, kind);
  return findings.otherwise === 'over_budget' ? overBudget(name) : null;
}

function truncated(name: string): MediaProbeError {
  return new MediaProbeError(`${name} ends before its own header says.`, {
    kind: 'truncated',
    code: 'media:truncated',
    remedy: 'Upload it again: it broke off, or is still being written.',
  });
}

function overBudget(name: string): MediaProbeError {
  return new MediaProbeError(`The header of ${name} goes on beyond the bytes that may be read.`, {
    kind: 'truncated',
    code: 'media:budget',
    remedy: 'Raise maxBytes.',
  });
}

function unreadable(name: string, kind: MediaKind): MediaProbeError {
  return new MediaProbeError(`${name} holds no ${kind} header that can be read.`, {
    kind: 'invalid_response',
    code: 'media:unreadable',
    remedy:
      'It may have broken off while it was uploaded, be of a format that is not read, or not be what its name says.',
  });
}

/** Makes the error of a read that failed. The original is not attached: it may hold a signed address. */
function readFailed(name: string): MediaProbeError {
  return new MediaProbeError(`${name} could not be read.`, {
    kind: 'network',
    code: 'media:read_failed',
    retryable: true,
    remedy: 'Try again later.',
  });
}
