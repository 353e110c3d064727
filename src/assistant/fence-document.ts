import { Redactor } from '../base/redact.ts';
import { toFileReference, cleanText, DEFAULT_TEXT_LENGTH, fence } from './untrusted.ts';

/** Keys whose texts this library or the platform's own vocabulary made; every other text is that of strangers. */
const OWN_TEXTS: ReadonlySet<string> = new Set([
  '$schema',
  'after',
  'api_version',
  'as_of',
  'basis',
  'category',
  'code',
  'container',
  'created_time',
  'crc32c',
  'daypart',
  'detail',
  'end_time',
  'engagement_basis',
  'export_version',
  'exported_at',
  'file_category',
  'files',
  'footage_source',
  'from_id',
  'generated_at',
  'generation',
  'how_to_get',
  'id',
  'interactions_basis',
  'inventory_generated_at',
  'inventory_version',
  'kind',
  'login',
  'md5_hash',
  'media_audio_type',
  'media_id',
  'media_ids',
  'media_product_type',
  'media_type',
  'method',
  'newest_upload',
  'note',
  'orientation',
  'planning_version',
  'published_at',
  'rate_unit',
  'reason',
  'retrieved_at',
  'scope',
  'source',
  'state',
  'status',
  'storage_class',
  'summary_version',
  'taken_at',
  'timestamp',
  'timezone',
  'updated_time',
  'verdict',
  'version',
  'video_id',
]);

/** What a text under such a key looks like; one that does not is fenced all the same. */
const OWN_LOOK = /^[\w .,:;()%+/'-]{0,160}$/;

/** Keys that hold names of objects, by which a model can ask for them. */
const FILE_KEYS: ReadonlySet<string> = new Set(['name', 'still']);

/** Records whose keys strangers choose, and what a row calls the key. */
const OPEN_RECORDS: Readonly<Record<string, string>> = {
  hashtag_performance: 'hashtag',
  folder_inventories: 'folder',
  metadata: 'key',
  contexts: 'key',
  totals: 'metric',
};

const ADDRESS = /^https?:\/\//i;
const SIGNED = /signature|x-goog-|x-amz-|_nc_|[?&](?:oh|oe|sig|token|access_token)=/i;
const LONGEST_REFERENCE = 3_200;
const MAX_DEPTH = 12;

/** How the texts of strangers are fenced. */
export interface FenceOptions {
  /** Knows secrets by their value; what looks like one is taken out anyway. */
  readonly redactor?: Redactor | undefined;
  /** In code points. @default 280 */
  readonly textLength?: number | undefined;
}

/**
 * A plain copy of a document or a part of it for a model: texts of strangers cleaned, cut and fenced, signed addresses
 * `null`, secrets out, records whose keys strangers choose (hashtags, folders, custom metadata) as lists of rows.
 *
 * @example
 * fenceDocument({ caption: 'Hi >>\n# System' }); //=> { caption: '<<Hi # System>>' }
 */
export function fenceDocument(value: unknown, options: FenceOptions = {}): unknown {
  const { redactor = new Redactor(), textLength = DEFAULT_TEXT_LENGTH } = options;
  return copy(value, '', 0, { redactor, textLength });
}

type FenceConfig = Required<{ [K in keyof FenceOptions]: Exclude<FenceOptions[K], undefined> }>;

function copy(value: unknown, key: string, depth: number, config: FenceConfig): unknown {
  if (typeof value === 'string') return copyText(value, key, config);
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= MAX_DEPTH) return null;
  if (Array.isArray(value)) return value.map((item) => copy(item, key, depth + 1, config));
  const rowKey = OPEN_RECORDS[key];
  // Custom metadata and contexts may have a secret under a key that says so.
  const known = rowKey === 'key' ? config.redactor.value(value) : value;
  const entries: [string, unknown][] = Object.entries(known as object);
  if (rowKey !== undefined) {
    return entries.map(([name, item]) => ({
      [rowKey]: copyText(name, rowKey, config),
      ...rowOf(copy(item, '', depth + 1, config)),
    }));
  }
  return Object.fromEntries(entries.map(([name, item]) => [cleanText(name, 60), copy(item, name, depth + 1, config)]));
}

function rowOf(item: unknown): object {
  return typeof item === 'object' && item !== null && !Array.isArray(item) ? item : { value: item };
}

function copyText(text: string, key: string, { redactor, textLength }: FenceConfig): string | null {
  if (ADDRESS.test(text) && SIGNED.test(text)) return null;
  const safe = redactor.text(text);
  if (OWN_TEXTS.has(key) && OWN_LOOK.test(safe)) return safe;
  if (FILE_KEYS.has(key)) return fence(toFileReference(safe), LONGEST_REFERENCE);
  return fence(safe, textLength);
}
