import { Redactor } from '../base/redact.ts';
import { invalidRequest } from '../base/errors.ts';
import { resolveDocuments, type PlanningDocuments } from '../planning/documents.ts';
import { analysisOf, type DocumentAnalysis } from '../planning/plan-video-context.ts';
import { accountLine, dataLine } from './brief-items.ts';
import { describeSections, type BriefDetail, type BriefFocus } from './brief-sections.ts';
import { findDirectives, type Directive, type DirectivesFrom } from './directives.ts';
import { estimateTokens, type CountTokens } from './estimate-tokens.ts';
import { fitBrief, type BriefEncoding, type Omission } from './fit-brief.ts';
import * as check from './inputs.ts';

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

/** The same of an analysis, for any budget that holds what must be said. @throws InsightInventoryError `invalid_request` */
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
