import { invalidRequest } from '../base/errors.ts';
import { itemAt } from '../base/lists.ts';
import { Redactor } from '../base/redact.ts';
import { type PlanningDocuments, resolveDocuments } from '../planning/documents.ts';
import { analysisOf, type DocumentAnalysis } from '../planning/plan-video-context.ts';
import { accountLine, type BriefItem, dataLine } from './brief-items.ts';
import { type BriefDetail, type BriefFocus, type BriefSection, describeSections } from './brief-sections.ts';
import { type Directive, type DirectivesFrom, FENCE_NOTE, findDirectives } from './untrusted.ts';
import { type CountTokens, estimateTokens, toTable } from './encode-document.ts';
import * as check from './inputs.ts';

/** How a brief is written: prose and lists, one JSON object, or JSON with lists as tables. */
export type BriefEncoding = 'markdown' | 'json' | 'columnar';

/** How many entries of a section were left out, and what gives them. */
export interface Omission {
  section: string;
  count: number;
  how_to_get: string;
}

interface BriefHead {
  readonly account: string;
  readonly data: string;
}

interface FittedBrief {
  readonly text: string;
  readonly tokens: number;
  readonly omitted: Omission[];
}

/** Times the text is counted anew and filled up: entries cost less together than one by one. */
const MAX_PASSES = 4;
/** Tokens of a budget that are not worth another pass. */
const SLACK = 40;

/**
 * Takes as many entries as fit: first what must be there, then rounds over the sections in their order of filling, each
 * taking its share. Costs are counted entry by entry, then the whole, and what is left is filled again; entries of the
 * last sections go while it is too long.
 */
function fitBrief(
  head: BriefHead,
  sections: readonly BriefSection[],
  budget: { readonly maxTokens: number; readonly encoding: BriefEncoding; readonly count: CountTokens },
): FittedBrief {
  const { maxTokens, encoding, count } = budget;
  const kept = sections.map(({ least, items }) => Math.min(least, items.length));
  const order = [...sections.keys()].sort((a, b) => itemAt(sections, a).rank - itemAt(sections, b).rank);
  const write = (): string => render(head, sections, kept, encoding);
  let text = write();
  let tokens = count(text);
  for (let pass = 0; pass < MAX_PASSES && maxTokens - tokens > SLACK; pass += 1) {
    const before = kept.join();
    fillUp(sections, order, kept, maxTokens - tokens, (item) => count(`${entry(item, encoding)}\n`) + 1);
    if (kept.join() === before) break;
    text = write();
    tokens = count(text);
  }
  while (tokens > maxTokens && dropOne(sections, order, kept)) {
    text = write();
    tokens = count(text);
  }
  return { text, tokens, omitted: omissions(sections, kept) };
}

/** Rounds over the sections until nothing more fits into the room. */
function fillUp(
  sections: readonly BriefSection[],
  order: readonly number[],
  kept: number[],
  room: number,
  costOf: (item: BriefItem) => number,
): void {
  let left = room;
  const closed = new Set<number>();
  while (closed.size < sections.length) {
    for (const place of order) {
      const section = itemAt(sections, place);
      for (let taken = 0; taken < section.share && !closed.has(place); taken += 1) {
        const have = itemAt(kept, place);
        const item = section.items[have];
        const cost = item === undefined ? 0 : costOf(item) + (have === 0 ? costOf({ line: section.title }) : 0);
        if (item === undefined || have >= section.most || cost > left) closed.add(place);
        else {
          kept[place] = have + 1;
          left -= cost;
        }
      }
    }
  }
}

function dropOne(sections: readonly BriefSection[], order: readonly number[], kept: number[]): boolean {
  for (const place of order.toReversed()) {
    const now = itemAt(kept, place);
    if (now <= itemAt(sections, place).least) continue;
    kept[place] = now - 1;
    return true;
  }
  return false;
}

function omissions(sections: readonly BriefSection[], kept: readonly number[]): Omission[] {
  return sections.flatMap(({ key, items, tool, total = items.length }, place) => {
    const left = total - itemAt(kept, place);
    return left === 0 ? [] : [{ section: key, count: left, how_to_get: tool }];
  });
}

function entry({ line, row }: BriefItem, encoding: BriefEncoding): string {
  if (encoding === 'markdown') return `- ${line}`;
  return JSON.stringify(row === undefined ? line : encoding === 'json' ? row : Object.values(row));
}

function render(
  head: BriefHead,
  sections: readonly BriefSection[],
  kept: readonly number[],
  encoding: BriefEncoding,
): string {
  const shown = sections.map((section, place) => ({ ...section, items: section.items.slice(0, kept[place]) }));
  const omitted = omissions(sections, kept);
  const filled = shown.filter(({ items }) => items.length > 0);
  if (encoding === 'markdown') {
    const blocks = filled.map(({ title, items }) =>
      [`## ${title}`, ...items.map((item) => entry(item, encoding))].join('\n'),
    );
    const last =
      omitted.length === 0 ? [] : [`Left out: ${describeOmissions(omitted)}. A larger maxTokens or detail shows more.`];
    return [[head.account, head.data, FENCE_NOTE].join('\n'), ...blocks, ...last].join('\n\n');
  }
  return JSON.stringify({
    note: FENCE_NOTE,
    account: head.account,
    data: head.data,
    ...Object.fromEntries(filled.map(({ key, items }) => [key, encodeItems(items, encoding)])),
    ...(omitted.length === 0 ? {} : { omitted: describeOmissions(omitted) }),
  });
}

/**
 * Says what the brief leaves out, in few tokens, since it is in every brief: sections by the tool that gives the rest
 * of them.
 */
function describeOmissions(omitted: readonly Omission[]): string {
  const byTool = new Map<string, string[]>();
  for (const { section, count, how_to_get: tool } of omitted) {
    byTool.set(tool, [...(byTool.get(tool) ?? []), `${section} ${String(count)}`]);
  }
  return [...byTool].map(([tool, sections]) => `${sections.join(', ')} (${tool})`).join('; ');
}

/** Encodes a section: rows where every entry has one; else each as its line, so that a list is of one kind. */
function encodeItems(items: readonly BriefItem[], encoding: BriefEncoding): unknown {
  const rows = items.flatMap(({ row }) => (row === undefined ? [] : [row]));
  if (rows.length < items.length) return items.map(({ line }) => line);
  return encoding === 'columnar' ? toTable(rows) : rows;
}

/** How large a brief is, what it holds first and how it is written. */
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
  /** What `analyzeDocuments` made of the same documents. @default made */
  readonly analysis?: DocumentAnalysis | undefined;
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

const DEFAULT_BUDGET = 6_000;

/**
 * Writes what a model needs to plan videos, as one text that is never above its budget, in a strategist's order: posts
 * against the account's own median, the state of the account, what went together with better posts beyond chance, when,
 * hooks and length, formats, what the audience asks, hashtags, footage by series and clip, what to try next, and how sure
 * all of it is. Cautions and the first unused clip are always in it; the other sections share the budget, of which
 * `standard` and `full` use what they can. What was left out is counted, and a tool named that has it. Texts of strangers
 * are fenced, notes of the studio are not. No call.
 *
 * @throws InsightInventoryError `invalid_request` for a budget under 800 or one that `countTokens` cannot meet, and for an
 * analysis of other documents
 * @example
 * buildPlanningBrief({ analytics, inventory }, { maxTokens: 2_000, focus: 'footage' }).text;
 */
export function buildPlanningBrief(documents: PlanningDocuments, options: PlanningBriefOptions = {}): PlanningBrief {
  check.buildPlanningBrief({ documents, options });
  return fitPlanningBrief(analysisOf(documents, options.analysis), options);
}

/**
 * Fits a brief into a budget: the same of an analysis, for any budget that holds what must be said. @throws
 * InsightInventoryError `invalid_request`
 */
export function fitPlanningBrief(analysis: DocumentAnalysis, options: PlanningBriefOptions): PlanningBrief {
  const { documents } = analysis;
  const { maxTokens = DEFAULT_BUDGET, detail = 'standard', encoding = 'markdown', redactor = new Redactor() } = options;
  const count = options.countTokens ?? estimateTokens;
  const { analytics } = resolveDocuments(documents);
  const sections = describeSections(analysis, { detail, focus: options.focus, redactor, maxTokens });
  const head = {
    account: accountLine(analysis.context, analytics?.account_info != null, redactor),
    data: dataLine(documents),
  };
  const { text, tokens, omitted } = fitBrief(head, sections, { maxTokens, encoding, count });
  if (tokens > maxTokens) {
    throw invalidRequest(
      'maxTokens',
      'is too small for the way countTokens counts',
      `Give at least ${String(tokens)}.`,
    );
  }
  const media = analytics?.recent_media ?? [];
  return {
    text,
    estimated_tokens: tokens,
    truncated: omitted.length > 0,
    omitted,
    directives: options.directivesFrom === undefined ? [] : findDirectives(media, options.directivesFrom, redactor),
  };
}
