import { mp4Bytes } from '../../media-files/mp4-bytes.ts';
import type {
  AccountMetricSource,
  AccountNode,
  CommentNode,
  GraphDataset,
  MediaContent,
  MediaNode,
} from './graph-dataset.ts';

/** Reads unknown JSON and says where it is not what was expected. Keys that are absent or `null` count as left out. */
class ExportReader {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path: string) {
    this.#value = value;
    this.#path = path;
  }

  object(key: string): ExportReader {
    return this.optionalObject(key) ?? this.#fail(key, 'an object');
  }

  optionalObject(key: string): ExportReader | undefined {
    const value = this.#get(key);
    if (value === undefined) return undefined;
    if (!isRecord(value)) return this.#fail(key, 'an object');
    return new ExportReader(value, this.#at(key));
  }

  entries(): [string, ExportReader][] {
    return Object.entries(this.#record()).map(([key, value]) => [key, new ExportReader(value, this.#at(key))]);
  }

  list(key: string): ExportReader[] {
    if (this.#get(key) === undefined) return this.#fail(key, 'a list');
    return this.optionalList(key);
  }

  optionalList(key: string): ExportReader[] {
    const value = this.#get(key);
    if (value === undefined) return [];
    if (!Array.isArray(value)) return this.#fail(key, 'a list');
    return value.map((item: unknown, index) => new ExportReader(item, `${this.#at(key)}[${String(index)}]`));
  }

  text(key: string): string {
    return this.optionalText(key) ?? this.#fail(key, 'a text');
  }

  optionalText(key: string): string | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'string') return value;
    return this.#fail(key, 'a text');
  }

  /** Reads an id. Ids exceed 2^53, so a number would already be wrong. */
  id(key: string): string {
    const id = this.text(key);
    return /^\d+$/.test(id) ? id : this.#fail(key, 'an id of digits');
  }

  optionalNumber(key: string): number | undefined {
    const value = this.#get(key);
    if (value === undefined || typeof value === 'number') return value;
    return this.#fail(key, 'a number');
  }

  number(): number {
    if (typeof this.#value === 'number') return this.#value;
    throw new TypeError(`${this.#path} is not a number.`);
  }

  #get(key: string): unknown {
    return this.#record()[key] ?? undefined;
  }

  #record(): Readonly<Record<string, unknown>> {
    if (isRecord(this.#value)) return this.#value;
    throw new TypeError(`${this.#path} is not an object.`);
  }

  #at(key: string): string {
    return `${this.#path}.${key}`;
  }

  #fail(key: string, what: string): never {
    throw new TypeError(`${this.#at(key)} is not ${what}.`);
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Makes a dataset from an account export: `{ user, account_insights, media: [{ …, insights, comments }] }` with Graph's
 * own names. A metric that the export lacks is answered without data, never with 0. A post with a `duration_seconds`
 * (and `width` and `height`, as shown) has a clip of that length at its media address.
 *
 * Throws a `TypeError` that names the first place where the export has another shape.
 */
export function datasetFromExport(json: unknown): GraphDataset {
  const root = new ExportReader(json, 'export');
  return {
    account: accountOf(root.object('user')),
    accountInsights: Object.fromEntries(
      root
        .optionalObject('account_insights')
        ?.entries()
        .map(([name, metric]) => [name, metricOf(metric)]) ?? [],
    ),
    media: root.list('media').map((media) => mediaOf(media)),
  };
}

function accountOf(user: ExportReader): AccountNode {
  return {
    id: user.id('id'),
    username: user.text('username'),
    name: user.optionalText('name'),
    biography: user.optionalText('biography'),
    website: user.optionalText('website'),
    followers_count: user.optionalNumber('followers_count'),
    follows_count: user.optionalNumber('follows_count'),
    media_count: user.optionalNumber('media_count'),
  };
}

function metricOf(metric: ExportReader): AccountMetricSource {
  return {
    day: metric.optionalNumber('day'),
    week: metric.optionalNumber('week'),
    days_28: metric.optionalNumber('days_28'),
  };
}

function mediaOf(media: ExportReader): MediaNode {
  const insights = media.optionalObject('insights')?.entries() ?? [];
  return {
    id: media.id('id'),
    media_type: media.text('media_type'),
    media_product_type: media.optionalText('media_product_type'),
    timestamp: media.text('timestamp'),
    caption: media.optionalText('caption'),
    permalink: media.optionalText('permalink'),
    shortcode: media.optionalText('shortcode'),
    like_count: media.optionalNumber('like_count'),
    comments_count: media.optionalNumber('comments_count'),
    insights: Object.fromEntries(insights.map(([name, value]) => [name, value.number()])),
    comments: media.optionalList('comments').map((comment) => commentOf(comment)),
    children: media.optionalList('children').map((child) => mediaOf(child)),
    content: clipOf(media),
  };
}

/** Bytes a second of a reel as Instagram serves it, about 2 Mbit/s. */
const CLIP_BYTES_PER_SECOND = 250_000;

/**
 * Makes the clip at a post's media address: one of the stated length and sides, none where the export states no length.
 */
function clipOf(media: ExportReader): MediaContent | undefined {
  const durationSeconds = media.optionalNumber('duration_seconds');
  if (durationSeconds === undefined) return undefined;
  const [width, height] = [media.optionalNumber('width') ?? 1080, media.optionalNumber('height') ?? 1920];
  return mp4Bytes({ size: Math.ceil(durationSeconds * CLIP_BYTES_PER_SECOND), durationSeconds, width, height });
}

function commentOf(comment: ExportReader): CommentNode {
  return {
    id: comment.id('id'),
    text: comment.text('text'),
    timestamp: comment.text('timestamp'),
    username: comment.optionalText('username'),
    from_id: comment.optionalText('from_id'),
    like_count: comment.optionalNumber('like_count'),
    replies: comment.optionalList('replies').map((reply) => commentOf(reply)),
  };
}
