import { type InsightInventoryError, isInsightInventoryError, ownError, MediaProbeError } from '../base/errors.ts';
import type { CollectionIssue } from '../base/issues.ts';
import { itemAt } from '../base/lists.ts';
import { toTimestamp } from '../base/time.ts';
import { THUMBNAIL_LIMITS, type Thumbnails, type ThumbnailType, thumbnailTypeOf } from '../documents/media.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { GraphRun, ReadResult } from '../graph/graph-run.ts';
import { readMediaFile } from '../graph/media-address.ts';
import { mapBounded } from '../runtime/concurrency.ts';
import { type CallOptions, callOf } from './options.ts';
import { type PictureWireRow, readPictureRow } from './wire-rows.ts';

const FIELDS = 'id,media_type,media_url,thumbnail_url,children{media_type,media_url}';

/**
 * Reads the pictures of posts: the thumbnail of a video, the picture itself of a picture, the first picture of an album.
 *
 * The addresses are asked anew, used once and kept nowhere; they go through the rules of media addresses: https, the hosts
 * of Instagram alone, no token, no redirect. What is no JPEG, PNG or WebP by its bytes, or larger than
 * {@link THUMBNAIL_LIMITS} allows, is left out. Nothing that fails costs more than its picture: all of it is one issue.
 * Costs one Graph call and one request a post.
 */
export async function collectThumbnails(
  client: GraphClient,
  mediaIds: readonly string[],
  options: CallOptions,
): Promise<Thumbnails> {
  const pictures = new Map<string, Picture>();
  try {
    await client.run({ ...callOf(options), what: 'Reading thumbnails' }, (run) =>
      readPictures(run, mediaIds, pictures),
    );
  } catch (caught) {
    const error = ownError(caught, options.signal);
    for (const id of mediaIds) if (!pictures.has(id)) pictures.set(id, error);
  }
  const { images, faults } = embed(mediaIds, pictures);
  return {
    thumbnails_version: '1.0',
    retrieved_at: toTimestamp(client.config.dependencies.clock.now()),
    images,
    issues: describeFaults(faults, mediaIds.length),
  };
}

/** A picture with its format, or why there is none. */
type Picture = { readonly type: ThumbnailType; readonly bytes: Uint8Array } | InsightInventoryError;

/** Fills `pictures` one by one, so that what was read before the deadline is there. */
async function readPictures(run: GraphRun, mediaIds: readonly string[], pictures: Map<string, Picture>): Promise<void> {
  const answers = await run.getMany(mediaIds.map((id) => ({ path: id, params: { fields: FIELDS } })));
  const { concurrency } = run.client.config.dependencies;
  await mapBounded(
    mediaIds,
    concurrency,
    async (id, index) => {
      pictures.set(id, await readPicture(run, itemAt(answers, index)));
    },
    run.signal,
  );
}

async function readPicture(run: GraphRun, answer: ReadResult): Promise<Picture> {
  if (!answer.ok) return answer.error;
  const address = addressOf(readPictureRow(answer.body));
  if (address === null) return noPicture('The post has no picture address');
  try {
    const bytes = await readMediaFile(run, address, THUMBNAIL_LIMITS.imageBytes, run.signal);
    const type = thumbnailTypeOf(bytes);
    return type === null ? noPicture('The file is no JPEG, PNG or WebP') : { type, bytes };
  } catch (error) {
    return ownError(error, run.signal);
  }
}

/** Gives the address of a picture. A video's own address is that of a film and is never read. */
function addressOf({ media_type, media_url, thumbnail_url, children }: PictureWireRow): string | null {
  if (media_type === 'VIDEO') return thumbnail_url;
  if (media_type !== 'CAROUSEL_ALBUM') return media_url;
  return children.find((child) => child.media_type === 'IMAGE' && child.media_url !== null)?.media_url ?? null;
}

function noPicture(what: string): MediaProbeError {
  return new MediaProbeError(`${what}.`, {
    kind: 'unsupported',
    code: 'media:no_picture',
    remedy: 'Nothing is to be done: the post is shown without a picture.',
  });
}

/** Embeds pictures in the order of the posts until they are as many bytes as a document may have. */
function embed(
  mediaIds: readonly string[],
  pictures: ReadonlyMap<string, Picture>,
): { readonly images: Record<string, string>; readonly faults: InsightInventoryError[] } {
  const images: Record<string, string> = {};
  const faults: InsightInventoryError[] = [];
  let total = 0;
  for (const id of mediaIds) {
    const picture = pictures.get(id) ?? noPicture('Graph gave no answer');
    if (isInsightInventoryError(picture)) faults.push(picture);
    else if (total + picture.bytes.byteLength > THUMBNAIL_LIMITS.totalBytes) faults.push(overBudget());
    else {
      total += picture.bytes.byteLength;
      images[id] = `data:${picture.type};base64,${Buffer.from(picture.bytes).toString('base64')}`;
    }
  }
  return { images, faults };
}

function overBudget(): MediaProbeError {
  return new MediaProbeError(`All pictures together are larger than ${String(THUMBNAIL_LIMITS.totalBytes)} bytes.`, {
    kind: 'truncated',
    code: 'media:budget',
    remedy: 'Nothing is to be done: the remaining posts are shown without a picture.',
  });
}

/** Makes one issue of everything that failed: the first cause and how many pictures are missing. */
function describeFaults(faults: readonly InsightInventoryError[], requested: number): CollectionIssue[] {
  const [first] = faults;
  if (first === undefined) return [];
  const issue = first.toIssue({ source: 'instagram', scope: 'thumbnails', id: null });
  return [
    { ...issue, message: `${String(faults.length)} of ${String(requested)} thumbnails are missing. ${issue.message}` },
  ];
}
