import { Redactor } from '../base/redact.ts';
import { invalidRequest } from '../files/invalid-request.ts';
import {
  accountLine,
  cautionItems,
  clipItem,
  dataLine,
  formatLine,
  hashtagItems,
  issueItems,
  ownLine,
  quoteLine,
  themeLine,
  type LineSettings,
} from './brief-lines.ts';
import { findDirectives, type Directive, type DirectivesFrom } from './directives.ts';
import { estimateTokens, type CountTokens } from './estimate-tokens.ts';
import { fitBrief, type BriefEncoding, type BriefSection, type Omission } from './fit-brief.ts';
import { gatherFacts, type PlanningDocuments } from './planning-documents.ts';

/** `brief`: the first three of each, one id behind a line. `standard`: ten and three. `full`: as much as fits. */
export type BriefDetail = 'brief' | 'standard' | 'full';

/** What is to come first where not all fits. */
export type BriefFocus = 'footage' | 'timing' | 'content' | 'audience';

export interface PlanningBriefOptions {
  /** Tokens of the text at most; 800 at least. @default 6000 */
  readonly maxTokens?: number | undefined;
  /** @default 'standard' */
  readonly detail?: BriefDetail | undefined;
  /** @default 'markdown' */
  readonly encoding?: BriefEncoding | undefined;
  readonly focus?: BriefFocus | undefined;
  /** Counts for the model the text goes to. @default `estimateTokens` */
  readonly countTokens?: CountTokens | undefined;
  /** Whose comments steer. @default nobody's */
  readonly directivesFrom?: DirectivesFrom | undefined;
  /** Knows secrets by their value; what looks like one is taken out anyway. */
  readonly redactor?: Redactor | undefined;
}

/** A text for a model, and what is not in it. */
export interface PlanningBrief {
  text: string;
  /** Of the text, as counted. */
  estimated_tokens: number;
  truncated: boolean;
  omitted: Omission[];
  /** What those of `directivesFrom` wrote, checked by this library; never part of the text. */
  directives: Directive[];
}

/** Fewer tokens do not hold what every brief must say. */
export const LEAST_BUDGET = 800;
const DEFAULT_BUDGET = 6_000;

const DETAIL: Readonly<Record<BriefDetail, { most: number; evidence: number }>> = {
  brief: { most: 3, evidence: 1 },
  standard: { most: 10, evidence: 3 },
  full: { most: Number.POSITIVE_INFINITY, evidence: 10 },
};

const FOCUS: Readonly<Record<BriefFocus, readonly string[]>> = {
  footage: ['unused_clips'],
  timing: ['when_to_post'],
  content: ['what_worked', 'what_did_not', 'formats', 'hashtags'],
  audience: ['audience_asks'],
};

/**
 * What a model needs to plan videos, as one text that is never above its budget: the account, the state of the data,
 * cautions, what worked and when, formats, hashtags, what the audience asks, unused clips. Cautions and the first unused
 * clip are always in it; other sections shrink by relevance, and what was left out is counted. Texts of strangers are
 * fenced. No call.
 *
 * @throws InsightInventoryError `invalid_request` for a budget under 800, or one that `countTokens` cannot meet
 * @example
 * buildPlanningBrief({ analytics, inventory }, { maxTokens: 2_000, focus: 'footage' }).text;
 */
export function buildPlanningBrief(documents: PlanningDocuments, options: PlanningBriefOptions = {}): PlanningBrief {
  const { maxTokens = DEFAULT_BUDGET, detail = 'standard', encoding = 'markdown', redactor = new Redactor() } = options;
  const count = options.countTokens ?? estimateTokens;
  requireBudget(maxTokens);
  const sections = describeSections(documents, { detail, redactor, maxTokens });
  const first = new Set(options.focus === undefined ? [] : FOCUS[options.focus]);
  const focused = sections.map((section) =>
    first.has(section.key) ? { ...section, share: section.share * 4 } : section,
  );
  const ordered = [
    ...focused.filter(({ least }) => least > 0 && !Number.isFinite(least)),
    ...focused.filter(({ key, least }) => Number.isFinite(least) && first.has(key)),
    ...focused.filter(({ key, least }) => Number.isFinite(least) && !first.has(key)),
  ];
  const head = { account: accountLine(documents, redactor), data: dataLine(documents) };
  const { text, tokens, omitted } = fitBrief(head, ordered, { maxTokens, encoding, count });
  if (tokens > maxTokens) {
    throw invalidRequest(
      'maxTokens',
      'is too small for the way countTokens counts',
      `Give at least ${String(tokens)}.`,
    );
  }
  const media = documents.analytics?.recent_media ?? [];
  return {
    text,
    estimated_tokens: tokens,
    truncated: omitted.length > 0,
    omitted,
    directives: options.directivesFrom === undefined ? [] : findDirectives(media, options.directivesFrom, redactor),
  };
}

/** @throws InsightInventoryError `invalid_request` */
export function requireBudget(maxTokens: number, least: number = LEAST_BUDGET): void {
  if (Number.isInteger(maxTokens) && maxTokens >= least) return;
  throw invalidRequest(
    'maxTokens',
    `is no whole number from ${String(least)}`,
    `Give at least ${String(least)} tokens.`,
  );
}

/** In the order they stand in the brief, which is the order they are filled in. */
function describeSections(
  documents: PlanningDocuments,
  { detail, redactor, maxTokens }: { detail: BriefDetail; redactor: Redactor; maxTokens: number },
): BriefSection[] {
  const facts = gatherFacts(documents);
  const { most, evidence } = DETAIL[detail];
  const settings: LineSettings = { mostEvidence: evidence, redactor };
  const section = (
    key: string,
    title: string,
    tool: string,
    items: BriefSection['items'],
    rest: Partial<BriefSection> = {},
  ): BriefSection => ({ key, title, tool, items, least: 0, most, share: 1, ...rest });
  const { used, unused, uncertain } = facts.counts;
  const clips = `Unused clips (${String(unused)} unused, ${String(used)} used, ${String(uncertain)} uncertain)`;
  // No entry takes under eight tokens: of a large bucket only what could fit is written out.
  const shown = facts.clips.slice(0, Math.min(most, Math.ceil(maxTokens / 8)));
  const every = { least: Number.POSITIVE_INFINITY, most: Number.POSITIVE_INFINITY };
  return [
    section('cautions', 'Cautions', 'data_status', cautionItems(facts.cautions, settings), every),
    section(
      'what_worked',
      'What worked',
      'instagram_hashtag_performance',
      facts.whatWorked.map((line) => themeLine(line, settings)),
    ),
    section(
      'unused_clips',
      clips,
      'footage_unused',
      shown.map((clip) => clipItem(clip, settings)),
      { least: 1, share: 3, total: facts.clips.length },
    ),
    section(
      'when_to_post',
      'When to post',
      'instagram_best_times',
      facts.whenToPost.map((line) => ownLine(line, settings)),
    ),
    section(
      'formats',
      'Formats',
      'instagram_list_recent_media',
      facts.formats.map((line) => formatLine(line, settings)),
    ),
    section(
      'audience_asks',
      'What the audience asks',
      'instagram_list_comments',
      facts.audienceAsks.map((line) => quoteLine(line, settings)),
    ),
    section('hashtags', 'Hashtags', 'instagram_hashtag_performance', hashtagItems(documents.analytics, settings)),
    section(
      'what_did_not',
      'What did not work',
      'instagram_hashtag_performance',
      facts.whatDidNot.map((line) => themeLine(line, settings)),
    ),
    section(
      'growth',
      'Growth',
      'instagram_get_account',
      facts.growth.map((line) => ownLine(line, settings)),
    ),
    section('issues', 'What could not be read', 'data_status', issueItems(facts.cautions, settings)),
  ];
}
