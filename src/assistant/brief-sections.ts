import type { Redactor } from '../base/redact.ts';
import type { DocumentAnalysis } from '../planning/plan-video-context.ts';
import {
  cautionItems,
  clipItem,
  hashtagItems,
  issueItems,
  lineItem,
  noteItem,
  postItem,
  seriesItem,
  type BriefItem,
  type ItemOptions,
} from './brief-items.ts';

/** A part of a brief: its entries by relevance, and how the rest is had. */
export interface BriefSection {
  readonly key: string;
  readonly title: string;
  readonly items: readonly BriefItem[];
  /** Entries there are, where not all of them are written out. @default those of `items` */
  readonly total?: number | undefined;
  /** Entries that are in every brief. */
  readonly least: number;
  /** Entries at most. */
  readonly most: number;
  /** Entries it gets in each round. */
  readonly share: number;
  /** Place in the order of filling: the smallest first. */
  readonly rank: number;
  /** The tool that gives the rest. */
  readonly tool: string;
}

/** `brief`: the first three of each, one id behind a line. `standard`: as much as fits, three ids. `full`: ten ids. */
export type BriefDetail = 'brief' | 'standard' | 'full';

/** What is to come first where not all fits. */
export type BriefFocus = 'footage' | 'timing' | 'content' | 'audience';

export interface SectionOptions {
  readonly detail: BriefDetail;
  readonly focus: BriefFocus | undefined;
  readonly redactor: Redactor;
  readonly maxTokens: number;
}

const DETAIL: Readonly<Record<BriefDetail, { most: number; evidence: number }>> = {
  brief: { most: 3, evidence: 1 },
  standard: { most: Number.POSITIVE_INFINITY, evidence: 3 },
  full: { most: Number.POSITIVE_INFINITY, evidence: 10 },
};

const FOCUS: Readonly<Record<BriefFocus, readonly string[]>> = {
  footage: ['unused_clips', 'footage'],
  timing: ['timing'],
  content: ['posts', 'findings', 'hooks_and_length', 'formats', 'hashtags'],
  audience: ['audience'],
};
/** How many times its share a section of the focus gets. */
const FOCUS_SHARE = 4;
/** No entry takes fewer tokens: of a large bucket only what could fit is written out. */
const MIN_ENTRY_TOKENS = 8;

/** What a section is called, which tool gives its rest, its share of a round and its place in the order of filling. */
const SECTIONS: Readonly<Record<string, readonly [title: string, tool: string, share: number, rank: number]>> = {
  notes: ['Notes of the studio (trusted)', 'data_status', 3, 3],
  posts: ['Posts: best, weakest, latest; (times x median of the others)', 'instagram_list_recent_media', 6, 1],
  state: ['State of the account', 'instagram_trends', 4, 2],
  findings: ['What went together with better or worse posts', 'instagram_findings', 3, 4],
  timing: ['When to post', 'instagram_findings', 3, 5],
  hooks_and_length: ['Hooks and length', 'instagram_formats', 2, 11],
  formats: ['Formats', 'instagram_formats', 2, 12],
  audience: ['What the audience asks', 'instagram_audience', 3, 7],
  hashtags: ['Hashtags', 'instagram_hashtag_performance', 2, 8],
  footage: ['Footage by series', 'footage_series', 3, 9],
  unused_clips: ['Unused clips', 'footage_unused', 2, 10],
  experiments: ['What to try next, and what it would tell', 'planning_experiments', 3, 6],
  cautions: ['How sure', 'data_status', 1, 0],
  issues: ['What could not be read', 'data_status', 1, 13],
};

/** Describes the sections of a brief in the order a strategist reads them. */
export function describeSections(
  { documents, context, matches }: DocumentAnalysis,
  { detail, focus, redactor, maxTokens }: SectionOptions,
): BriefSection[] {
  const { most, evidence } = DETAIL[detail];
  const options: ItemOptions = { mostEvidence: evidence, redactor };
  const { used, unused, uncertain } = context.footage.counts;
  const { posts } = context;
  // Of a large bucket only what could fit is written out.
  const fitting = context.footage.clips.slice(0, Math.min(most, Math.ceil(maxTokens / MIN_ENTRY_TOKENS)));
  const items: Readonly<Record<keyof typeof SECTIONS, readonly BriefItem[]>> = {
    notes: context.notes.map((note) => noteItem(note, options)),
    posts: [
      ...posts.best.slice(0, 1).map((post) => postItem('Best', post, options)),
      ...(posts.weakest === null ? [] : [postItem('Weakest', posts.weakest, options)]),
      ...(posts.latest === null ? [] : [postItem('Latest', posts.latest, options)]),
      ...posts.outliers.map((line) => lineItem(line, options)),
      ...posts.best.slice(1).map((post) => postItem('Also good', post, options)),
    ],
    state: context.state.map((line) => lineItem(line, options)),
    findings: context.findings.map((line) => lineItem(line, options)),
    timing: context.timing.map((line) => lineItem(line, options)),
    hooks_and_length: context.hooks_and_length.map((line) => lineItem(line, options)),
    formats: context.formats.map((line) => lineItem(line, options)),
    audience: context.audience.map((line) => lineItem(line, options)),
    hashtags: hashtagItems(documents.analytics, options),
    footage: [
      ...context.footage.series.map((series) => seriesItem(series, options)),
      ...context.footage.lines.map((line) => lineItem({ ...line, evidence: [] }, options)),
    ],
    unused_clips: fitting.map((clip) => clipItem(clip, options)),
    experiments: context.experiments.map((line) => lineItem(line, options)),
    cautions: cautionItems(context.cautions, options),
    issues: issueItems(context.cautions, options),
  };
  const inFocus = new Set(focus === undefined ? [] : FOCUS[focus]);
  return Object.entries(SECTIONS).map(([key, [title, tool, share, rank]]): BriefSection => {
    const isInFocus = inFocus.has(key);
    const isAlways = key === 'cautions';
    return {
      key,
      title:
        key === 'unused_clips'
          ? `${title} (${String(unused)} unused, ${String(used)} used, ${String(uncertain)} uncertain)`
          : title,
      items: items[key] ?? [],
      total: key === 'unused_clips' ? matches.unused.length : undefined,
      least: isAlways ? Number.POSITIVE_INFINITY : key === 'unused_clips' ? 1 : 0,
      most: isAlways ? Number.POSITIVE_INFINITY : most,
      share: isInFocus ? share * FOCUS_SHARE : share,
      rank: isInFocus ? rank - 20 : rank,
      tool,
    };
  });
}
