import { invalidRequest } from '../base/errors.ts';
import { DEFAULT_LOCALE } from '../base/locale.ts';
import type { InstagramAnalytics, Snapshot } from '../documents/analytics.ts';
import type { EssentialFileRecord, FileRecord } from '../documents/file.ts';
import type { AnyInventory } from '../documents/inventory.ts';
import { type CommentRecord, isThumbnail, type MediaRecord, type Thumbnails } from '../documents/media.ts';
import type { PlanningContext, PlanningLine } from '../documents/planning.ts';
import { fileNameOf } from '../files/path.ts';
import type { CommentQuality } from '../metrics/comment-quality.ts';
import type { EngagementModel } from '../metrics/engagement-model.ts';
import { type PlanningDocuments, resolveDocuments } from '../planning/documents.ts';
import { analysisOf, type DocumentAnalysis, filesOfAnalysis } from '../planning/plan-video-context.ts';
import { countOf, describeLine, formatDay } from './format.ts';
import { cleanText, type Html, html, type HtmlValue, link, outside, shorten } from './html.ts';

/** Posts and comments by id: a reader knows a post by its caption and not by seventeen digits. */
export interface PostNames {
  readonly posts: ReadonlyMap<string, MediaRecord>;
  /** Id of a comment or reply to its post. */
  readonly postOfComment: ReadonlyMap<string, MediaRecord>;
  /** The beginning of a post's caption, of {@link CAPTION_LETTERS}; read once for all charts and tables. */
  readonly startOf: (post: MediaRecord) => string;
}

/** Letters of a caption by which a post is named. */
export const CAPTION_LETTERS = 60;
const MAX_NAMES = 3;

/** Indexes the posts of an account, and the comments and replies under them, by id. */
function indexPosts(media: readonly MediaRecord[]): PostNames {
  const postOfComment = new Map<string, MediaRecord>();
  const note = (records: readonly CommentRecord[], post: MediaRecord): void => {
    for (const { id, replies } of records) {
      postOfComment.set(id, post);
      note(replies, post);
    }
  };
  for (const post of media) note(post.comments ?? [], post);
  const starts = new Map<MediaRecord, string>();
  const startOf = (post: MediaRecord): string => {
    const start = starts.get(post) ?? captionStart(post, CAPTION_LETTERS);
    starts.set(post, start);
    return start;
  };
  return { posts: new Map(media.map((post) => [post.id, post])), postOfComment, startOf };
}

/** More than a space between two words. */
const SPACES = /\s\s|[^\S ]/;

/** Gives the beginning of the caption on one line; the day of the post where it has none. */
function captionStart(
  { caption, timestamp, media_product_type: kind }: Pick<MediaRecord, 'caption' | 'timestamp' | 'media_product_type'>,
  most: number,
): string {
  const text = (caption ?? '').trim();
  const line = SPACES.test(text) ? text.replace(/\s+/g, ' ') : text;
  if (line !== '') return shorten(line, most);
  return kind === 'STORY' ? `Story of ${formatDay(timestamp)}` : `Post of ${formatDay(timestamp)}, no caption`;
}

/** Links a post by the beginning of its caption. */
export function postLink(
  post: Pick<MediaRecord, 'caption' | 'media_product_type' | 'permalink' | 'timestamp'>,
  most: number = CAPTION_LETTERS,
): Html {
  return link(post.permalink, outside(captionStart(post, most)));
}

/**
 * Names what a line rests on: posts by their captions, files by their names, comments by their post. An id that is in
 * no document is given as it is.
 */
export function evidenceNames(ids: readonly string[], { posts, postOfComment }: PostNames): Html | null {
  const found = new Set<MediaRecord>();
  const others: string[] = [];
  for (const id of ids) {
    const post = posts.get(id) ?? postOfComment.get(id);
    if (post === undefined) others.push(id);
    else found.add(post);
  }
  const all = [...found, ...others];
  if (all.length === 0) return null;
  const names = all.slice(0, MAX_NAMES).map((one) => {
    return typeof one === 'string' ? outside(fileNameOf(cleanText(one))) : postLink(one);
  });
  const left = all.length - MAX_NAMES;
  const noun = others.length === 0 ? 'more post' : found.size === 0 ? 'more file' : 'other';
  return html`${names.map((name, index) => html`${index > 0 && ', '}${name}`)}${left > 0 && ` and ${countOf(left, noun)}`}`;
}

/** Writes the sentence of a planning line. A line about one post begins with the name of the post. */
export function lineSentence(line: PlanningLine, { posts }: PostNames): Html {
  const post = line.kind === 'outlier' ? posts.get(line.subject[0] ?? '') : undefined;
  const text = describeLine(line);
  if (post === undefined) return outside(text);
  return html`${postLink(post)}: ${outside(text)}`;
}

/** One part of the page. */
export interface Section {
  /** Its address on the page. */
  readonly id: string;
  readonly title: string;
  readonly body: HtmlValue;
}

/**
 * What a report is made from: the context of planning, of which an account or an inventory is there at least. What is
 * left out is said to be missing.
 */
export interface ReportInput extends PlanningDocuments {
  /** What `planVideoContext` gives. @default made from the documents */
  readonly planning?: PlanningContext | null | undefined;
  /** What `getThumbnails` gives: the pictures are embedded in the page. @default none */
  readonly thumbnails?: Thumbnails | null | undefined;
  /**
   * What `getStories` gives, or the stories that `keepStories` kept; those of the account's document that are not among
   * them are added. @default those of the document
   */
  readonly stories?: readonly MediaRecord[] | null | undefined;
}

/** How the page is headed and how much it shows. */
export interface ReportOptions {
  /** Heading of the page. @default the account's name, else the bucket's */
  readonly title?: string | undefined;
  /** Rows of a table at most, from 1; the rest is counted. @default 30 */
  readonly maxRows?: number | undefined;
  /** How numbers and dates are written, as a BCP 47 locale; the words are English. @default 'en-US' */
  readonly locale?: string | undefined;
  /** Days of a period that is set against the one before, from 1. @default 28 */
  readonly periodDays?: number | undefined;
  /** What `analyzeDocuments` made of the same documents. @default made */
  readonly analysis?: DocumentAnalysis | undefined;
}

/** The input with its gaps filled, as the sections read it. */
export interface ReportData {
  readonly analytics: InstagramAnalytics | null;
  readonly inventory: AnyInventory | null;
  readonly planning: PlanningContext;
  /** What every comparison of the page reads from. */
  readonly model: EngagementModel;
  /** How much the comments under all posts say. */
  readonly comments: CommentQuality | null;
  readonly history: readonly Snapshot[];
  readonly timezone: string;
  readonly maxRows: number;
  readonly locale: string;
  readonly periodDays: number;
  readonly names: PostNames;
  /** `data:` URIs by the id of the post; what is no picture is not among them. */
  readonly thumbnails: ReadonlyMap<string, string>;
  readonly onlineFollowers: Readonly<Record<string, number>> | null;
  /** Newest first. */
  readonly stories: readonly MediaRecord[];
  /** Every file row the inventory holds, once. */
  readonly rows: readonly (FileRecord | EssentialFileRecord)[];
}

const MAX_ROWS = 30;
const PERIOD_DAYS = 28;

/** Checks what was given and computes what is missing of it. */
export function prepareReportData(input: ReportInput, options: ReportOptions): ReportData {
  const { maxRows = MAX_ROWS, periodDays = PERIOD_DAYS, locale = DEFAULT_LOCALE } = options;
  check(input);
  const { analytics, inventory, history, timezone, onlineFollowers } = resolveDocuments(input);
  // Made once: every section judges by the same model.
  const analysis = analysisOf(input, options.analysis);
  const { context, model, comments } = analysis;
  return {
    analytics,
    inventory,
    planning: input.planning ?? context,
    model,
    comments,
    history,
    timezone,
    maxRows,
    locale,
    periodDays,
    names: indexPosts(analytics?.recent_media ?? []),
    thumbnails: new Map(Object.entries(input.thumbnails?.images ?? {}).filter(([, uri]) => isThumbnail(uri))),
    onlineFollowers,
    stories: uniqueStories([...(input.stories ?? []), ...(analytics?.stories ?? [])]),
    rows: filesOfAnalysis(analysis),
  };
}

/** Gives each story once, as it is given first; newest first. */
function uniqueStories(stories: readonly MediaRecord[]): MediaRecord[] {
  const byId = new Map(stories.toReversed().map((story) => [story.id, story]));
  return [...byId.values()].sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1));
}

function check({ analytics = null, inventory = null, planning = null }: ReportInput): void {
  const remedy = 'Give what collect() or generateInventory() returned, or the parsed file of it.';
  if (analytics === null && inventory === null)
    throw invalidRequest('input', 'has neither an account nor an inventory', remedy);
  // Documents come from files: another shape is refused before it is read.
  if (analytics !== null && !isRecord(analytics, 'export_info'))
    throw invalidRequest('analytics', 'is no account document', remedy);
  if (inventory !== null && !isRecord(inventory, 'inventory_info'))
    throw invalidRequest('inventory', 'is no inventory', remedy);
  if (planning !== null && !isRecord(planning, 'footage'))
    throw invalidRequest(
      'planning',
      'is no plan of version 3.0',
      'Give what planVideoContext() returned, or leave it out.',
    );
}

function isRecord(value: unknown, key: string): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const part: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
  return typeof part === 'object' && part !== null;
}

export type AnyFile = FileRecord | EssentialFileRecord;

/** Tells why the inventory's rows are not all files of the bucket; `null` when they are. */
export function whyNotAllRows({ inventory_info: { files } }: AnyInventory): string | null {
  if (files === 'all') return null;
  if (files === 'none') return 'the inventory was made without file rows';
  return `the inventory holds only ${String(files.perCategory)} rows of each category`;
}
