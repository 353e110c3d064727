import type { Redactor } from '../base/redact.ts';
import {
  cautionItems,
  clipItem,
  formatLine,
  hashtagItems,
  issueItems,
  ownLine,
  quoteLine,
  themeLine,
  type LineSettings,
} from './brief-lines.ts';
import type { BriefSection } from './fit-brief.ts';
import { gatherFacts, type PlanningDocuments } from './planning-documents.ts';

/** `brief`: the first three of each, one id behind a line. `standard`: ten and three. `full`: as much as fits. */
export type BriefDetail = 'brief' | 'standard' | 'full';

/** What is to come first where not all fits. */
export type BriefFocus = 'footage' | 'timing' | 'content' | 'audience';

export interface SectionSettings {
  readonly detail: BriefDetail;
  readonly focus: BriefFocus | undefined;
  readonly redactor: Redactor;
  readonly maxTokens: number;
}

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
/** How many times its share a section of the focus gets. */
const FOCUS_SHARE = 4;

/** In the order they stand in the brief, which is the order they are filled in: cautions, then the focus, then the rest. */
export function describeSections(
  documents: PlanningDocuments,
  { detail, focus, redactor, maxTokens }: SectionSettings,
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
  const sections = [
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
  const focused: readonly string[] = focus === undefined ? [] : FOCUS[focus];
  const rankOf = ({ key }: BriefSection): number => (key === 'cautions' ? 0 : focused.includes(key) ? 1 : 2);
  return sections
    .map((each) => (focused.includes(each.key) ? { ...each, share: each.share * FOCUS_SHARE } : each))
    .sort((a, b) => rankOf(a) - rankOf(b));
}
