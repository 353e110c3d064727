/**
 * The assistant's door: a planning brief that fits a model's budget, read-only tools in every vendor's format and compact
 * encodings, with the texts of strangers fenced. No vendor's package is loaded.
 *
 * @packageDocumentation
 */
export type { BriefDetail, BriefFocus } from './brief-sections.ts';
export {
  type BriefEncoding,
  buildPlanningBrief,
  type Omission,
  type PlanningBrief,
  type PlanningBriefOptions,
} from './planning-brief.ts';
export { type Directive, type DirectivesFrom, fence } from './untrusted.ts';
export { encodeDocument, type ColumnTable, type CompactEncoding, type EncodeOptions } from './encode-document.ts';
export { estimateTokens, type CountTokens } from './encode-document.ts';
export { CAPTION_LIMITS, PLAN_PROBLEM_CODES, type PlanProblem } from '../planning/plan-checks.ts';
export { checkVideoPlan, type CheckVideoPlanOptions, type PlanCheck } from '../planning/check-plan.ts';
export { videoPlanSchema, type VideoPlan, type VideoPlanReason, type VideoPlanScene } from '../documents/video-plan.ts';
export { checkFileReferences, type FileReferences } from '../planning/ledger.ts';
export { recordPublished } from '../planning/ledger.ts';
export { analyzeDocuments, type DocumentAnalysis } from '../planning/plan-video-context.ts';
export type { PlanningDocuments, PlanningNotes } from '../planning/documents.ts';
export {
  toAISDKTools,
  toAnthropicTools,
  toChatCompletionsTools,
  toGeminiTools,
  toMCPTools,
  toOpenAITools,
  type AdapterOptions,
  type AISDKTool,
  type AnthropicTool,
  type ChatCompletionsTool,
  type GeminiFunctionDeclaration,
  type MCPTool,
  type MCPToolResult,
  type ObjectSchema,
  type OpenAITool,
  type VideoPlanFormats,
  videoPlanFormats,
} from './adapters.ts';
export { createAssistantTools, runTool, type AssistantToolOptions } from './create-tools.ts';
export type { StandardResult, StandardSchemaV1 } from './adapters.ts';
export type { BucketSource, InstagramSource, ToolSources } from './tool-inputs.ts';
export type { ToolError, ToolResult } from './bound-answer.ts';
export type { AssistantTool, ExecuteOptions, JsonSchema } from './define-tool.ts';
