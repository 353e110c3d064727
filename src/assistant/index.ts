/**
 * The assistant's door: a planning brief that fits a model's budget and compact encodings, with the texts of strangers
 * fenced. No vendor's package is loaded.
 *
 * @packageDocumentation
 */
export type { BriefEncoding, Omission } from './fit-brief.ts';
export type { Directive, DirectivesFrom } from './directives.ts';
export {
  encodeDocument,
  toTable,
  type ColumnTable,
  type CompactEncoding,
  type EncodeOptions,
} from './encode-document.ts';
export { estimateTokens, type CountTokens } from './estimate-tokens.ts';
export { fenceDocument, type FenceOptions } from './fence-document.ts';
export { findDirectives } from './directives.ts';
export {
  buildPlanningBrief,
  type BriefDetail,
  type BriefFocus,
  type PlanningBrief,
  type PlanningBriefOptions,
} from './planning-brief.ts';
export type { AnyInventory, PlanningDocuments } from './planning-documents.ts';
export { cleanText, fence, FENCE_NOTE } from './untrusted.ts';
