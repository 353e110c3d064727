import type { SimulatedRequest } from '../../shared/fault.ts';
import { textHash } from '../../shared/random.ts';
import type { Reply } from '../../shared/reply.ts';
import type { Misuse } from '../../shared/request-log.ts';
import { filledBytes } from '../../media-files/media-bytes.ts';
import { jpegBytes } from '../../media-files/sound-and-picture-bytes.ts';
import type { MediaContent, MediaNode } from '../dataset/graph-dataset.ts';
import type { CdnRole, GraphState } from '../graph-state.ts';

const LIFE_S = 3 * 86_400;

/**
 * Makes an address as Instagram's delivery network gives them: signed, good for some days, other each time it is read.
 * `read` makes the part that changes.
 */
export function cdnAddress(origin: string, role: CdnRole, id: string, now: number, read: number): string {
  const query = new URLSearchParams({
    _nc_cat: '101',
    _nc_rid: textHash(`${id}${String(read)}`)
      .toString(16)
      .padStart(10, '0'),
    ccb: '7-5',
    ...signature(role, id, Math.floor(now / 1_000) + LIFE_S),
  });
  const extension = role === 'media' ? 'mp4' : 'jpg';
  return `${origin}/cdn/${role}/${id}.${extension}?${query.toString()}`;
}

/** Tells whether an address was made by {@link cdnAddress} and has not expired. */
function isCdnAddressValid(role: string, id: string, query: URLSearchParams, now: number): boolean {
  const expiry = Number.parseInt(query.get('oe') ?? '', 16);
  if (Number.isNaN(expiry) || expiry * 1_000 < now) return false;
  return signature(role, id, expiry).oh === query.get('oh');
}

function signature(role: string, id: string, expiry: number): { oh: string; oe: string } {
  const oe = expiry.toString(16).toUpperCase();
  return { oh: `00_Sim${textHash(`${role}/${id}/${oe}`).toString(16)}`, oe };
}

/** What is served of a file whose bytes nobody gave. */
const FILLER = /* @__PURE__ */ filledBytes(2_048, 0x2e);
const PICTURE = /* @__PURE__ */ jpegBytes({ size: 2_048, width: 320, height: 400 });

/** Serves a signed address, whole or by range. It needs no token, and must not be sent one. */
export function answerCdn(
  state: GraphState,
  media: (id: string) => MediaNode | null,
  request: SimulatedRequest,
): Reply {
  const misuse = misuseOf(request);
  const [, role = '', id = ''] = /^\/cdn\/(\w+)\/(\d+)\.\w+$/.exec(request.path) ?? [];
  if (!isCdnAddressValid(role, id, request.query, state.now())) {
    return text(403, role === '' ? 'Bad URL' : 'URL signature expired', misuse);
  }
  const post = media(id);
  const isFilm = role === 'media' && post?.media_type === 'VIDEO';
  const type = isFilm ? 'video/mp4' : 'image/jpeg';
  const content = role === 'media' ? post?.content : role === 'thumbnail' ? post?.thumbnail : undefined;
  const source = sourceOf(content ?? (isFilm ? FILLER : PICTURE));
  const range = rangeOf(request.headers['range'], source.size);
  const headers = { 'content-type': type, 'accept-ranges': 'bytes', 'cache-control': 'max-age=1209600' };
  if (range === 'unsatisfiable') {
    const contentRange = `bytes */${String(source.size)}`;
    return { ...text(416, '', misuse), headers: { ...headers, 'content-range': contentRange } };
  }
  if (range === null) {
    return { status: 200, headers, body: source.read(0, source.size), errorCode: null, misuse };
  }
  const contentRange = `bytes ${String(range.start)}-${String(range.end - 1)}/${String(source.size)}`;
  const body = source.read(range.start, range.end);
  return { status: 206, headers: { ...headers, 'content-range': contentRange }, body, errorCode: null, misuse };
}

function misuseOf(request: SimulatedRequest): Misuse[] {
  const hasToken = request.headers['authorization'] !== undefined || request.query.has('access_token');
  return hasToken ? [{ rule: 'token_to_media_host', detail: request.path }] : [];
}

function text(status: number, body: string, misuse: readonly Misuse[]): Reply {
  return { status, headers: { 'content-type': 'text/plain' }, body, errorCode: String(status), misuse };
}

interface Source {
  readonly size: number;
  readonly read: (start: number, end: number) => Uint8Array;
}

function sourceOf(content: MediaContent): Source {
  if (!(content instanceof Uint8Array)) return content;
  return { size: content.length, read: (start, end) => content.subarray(start, end) };
}

/** Reads one range of bytes; a form this server does not know is ignored, as HTTP allows. */
function rangeOf(header: string | undefined, size: number): { start: number; end: number } | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [, first = '', last = ''] = match;
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size };
  }
  const start = Number(first);
  const end = last === '' ? size : Math.min(Number(last) + 1, size);
  if (start >= size) return 'unsatisfiable';
  return end <= start ? null : { start, end };
}
