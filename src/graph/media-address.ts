import { MediaProbeError } from '../base/errors.ts';
import type { GraphRun } from './graph-run.ts';
import type { Sourced } from '../base/dated-table.ts';
import { KY_OPTIONS, loadKy } from './graph-request.ts';

/** Hosts that a post's media address may name; an address in an answer is not trusted to name any other. */
interface MediaHost extends Sourced {
  readonly suffix: string;
}

export const MEDIA_HOSTS: readonly MediaHost[] = [
  { suffix: '.cdninstagram.com', source: 'IG Media reference, media_url', checkedOn: '2026-11-22' },
  { suffix: '.fbcdn.net', source: 'IG Media reference, media_url', checkedOn: '2026-11-22' },
];

/** A range of a media file, and the whole file's length; `null` when the server did not give it. */
export interface MediaRange {
  readonly bytes: Uint8Array;
  readonly size: number | null;
}

/**
 * Reads a byte range of a post's media address, without the token: the address is signed by itself. Redirects are
 * refused, and no more than the range is read, whatever is sent. Not a Graph call; costs at most one `timeoutMs`.
 *
 * @param end - first byte not read
 * @throws MediaProbeError when the address names another host, or does not answer with the range in time
 */
export async function readMediaRange(
  run: GraphRun,
  address: string,
  range: { readonly start: number; readonly end: number },
  signal: AbortSignal,
): Promise<MediaRange> {
  const headers = { range: `bytes=${String(range.start)}-${String(range.end - 1)}` };
  const { response, bytes } = await fetchMedia(run, address, {
    headers,
    status: 206,
    most: range.end - range.start,
    signal,
  });
  if (response.status !== 206 && response.status !== 416) {
    throw unreadable(`answered with HTTP ${String(response.status)}`);
  }
  return { bytes, size: sizeOf(response) };
}

/**
 * Reads a small file of a post, such as its thumbnail, under the rules of {@link readMediaRange}.
 *
 * @param most - bytes a file may have
 * @throws MediaProbeError when the address names another host, does not answer in time, or with a larger file
 */
export async function readMediaFile(
  run: GraphRun,
  address: string,
  most: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { response, bytes } = await fetchMedia(run, address, { headers: {}, status: 200, most: most + 1, signal });
  if (response.status !== 200) throw unreadable(`answered with HTTP ${String(response.status)}`);
  if (bytes.byteLength > most) {
    throw new MediaProbeError(`The file is larger than ${String(most)} bytes.`, {
      kind: 'truncated',
      code: 'media:budget',
      remedy: 'Nothing is to be done: a file of that size is left out.',
    });
  }
  return bytes;
}

interface MediaRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** The body is read of an answer with this status only. */
  readonly status: number;
  /** Bytes read at most. */
  readonly most: number;
  readonly signal: AbortSignal;
}

async function fetchMedia(
  run: GraphRun,
  address: string,
  { headers, status, most, signal }: MediaRequest,
): Promise<{ readonly response: Response; readonly bytes: Uint8Array }> {
  const url = checkAddress(run, address);
  const { fetch, timeoutMs } = run.client.config.dependencies;
  run.tally.requests += 1;
  const { default: ky, TimeoutError } = await loadKy();
  let bytes: Uint8Array = new Uint8Array();
  const response = await ky(url, {
    ...KY_OPTIONS,
    headers,
    signal,
    timeout: timeoutMs,
    // Read here, so that ky's timeout covers the body and not only the headers.
    fetch: async (input, init) => {
      const received = await fetch(input instanceof Request ? input : new Request(input), init);
      if (received.status === status) bytes = await readAtMost(received, most);
      else await received.body?.cancel();
      return received;
    },
  }).catch((error: unknown) => {
    signal.throwIfAborted();
    // The transport's error names the signed address.
    throw unreadable(error instanceof TimeoutError ? 'did not answer in time' : 'could not be reached');
  });
  return { response, bytes };
}

async function readAtMost(response: Response, length: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let read = 0;
  // Leaving the loop cancels what is still to come.
  const body = response.body as AsyncIterable<Uint8Array> | null;
  for await (const chunk of body ?? []) {
    chunks.push(chunk);
    read += chunk.byteLength;
    if (read >= length) break;
  }
  return new Uint8Array(Buffer.concat(chunks, Math.min(read, length)));
}

function checkAddress(run: GraphRun, address: string): URL {
  if (!URL.canParse(address)) throw unreadable('is no address');
  const url = new URL(address);
  const isKnown = url.protocol === 'https:' && MEDIA_HOSTS.some(({ suffix }) => url.hostname.endsWith(suffix));
  // A simulator or proxy serves the media from its own origin.
  const isOwn = run.client.config.baseUrl !== null && url.origin === new URL(run.client.origin).origin;
  if (isKnown || isOwn) return url;
  throw unreadable('names a host that is none of Instagram');
}

/** Reads the whole file's length: 1234 of `bytes 0-99/1234`. */
function sizeOf(response: Response): number | null {
  const size = /\/(\d+)$/.exec(response.headers.get('content-range') ?? '')?.[1];
  return size === undefined ? null : Number(size);
}

function unreadable(what: string): MediaProbeError {
  return new MediaProbeError(`The media address ${what}.`, {
    kind: 'network',
    code: 'media:address',
    retryable: true,
    remedy: 'Read the post again: media addresses expire.',
  });
}
