import { Redactor } from '../base/redact.ts';
import { requireSameDocuments, type DocumentAnalysis } from '../planning/plan-video-context.ts';
import { createAnalysisReader, type ToolSources } from './tool-inputs.ts';
import { bucketTools } from './bucket-tools.ts';
import { failed, invalidInput, type AssistantTool, type ExecuteOptions } from './define-tool.ts';
import type { DirectivesFrom } from './untrusted.ts';
import { estimateTokens, type CountTokens } from './encode-document.ts';
import { instagramTools } from './account-tools.ts';
import { insightTools } from './insight-tools.ts';
import { planningTools } from './planning-tools.ts';
import type { ToolResult } from './bound-answer.ts';
import * as check from './inputs.ts';

/** What the tools read from, and how large their results may be. */
export interface AssistantToolOptions {
  /** Tokens of a result at most, as JSON; 800 at least. @default 4000 */
  readonly maxTokens?: number | undefined;
  /** @default `estimateTokens` */
  readonly countTokens?: CountTokens | undefined;
  /** Whose comments `planning_brief` gives as directives. @default nobody's */
  readonly directivesFrom?: DirectivesFrom | undefined;
  /** Knows secrets by their value; what looks like one is taken out anyway. */
  readonly redactor?: Redactor | undefined;
}

/**
 * Creates read-only tools over an account and a bucket for any assistant. A tool without its source is not among them.
 *
 * @throws InsightInventoryError `invalid_request` for a budget under 800
 * @example
 * createAssistantTools({ documents: { analytics, inventory } }).map(({ name }) => name);
 */
export function createAssistantTools(sources: ToolSources, options: AssistantToolOptions = {}): AssistantTool[] {
  check.createAssistantTools({ sources, options });
  const { maxTokens = 4_000, countTokens = estimateTokens, redactor = new Redactor() } = options;
  const bounds = { maxTokens, count: countTokens, redactor };
  const from = sources.analysis === undefined ? sources : withDocumentsOf(sources, sources.analysis);
  // One for all: what one tool has computed the others answer from.
  const read = createAnalysisReader(from);
  return [
    ...instagramTools(from, bounds),
    ...insightTools(from, bounds, read),
    ...bucketTools(from, bounds),
    ...planningTools(from, bounds, { read, directivesFrom: options.directivesFrom }),
  ];
}

/**
 * Gives the sources with the documents of an analysis. @throws InsightInventoryError `invalid_request` where others are
 * given
 */
function withDocumentsOf(sources: ToolSources, analysis: DocumentAnalysis): ToolSources {
  const { documents: of } = analysis;
  const documents = {
    analytics: sources.documents?.analytics ?? of.analytics,
    inventory: sources.documents?.inventory ?? of.inventory,
  };
  const rest = {
    history: sources.history ?? of.history,
    ledger: sources.ledger ?? of.ledger,
    notes: sources.notes ?? of.notes,
    timezone: sources.timezone ?? of.timezone,
    onlineFollowers: sources.onlineFollowers ?? of.onlineFollowers,
  };
  requireSameDocuments({ ...documents, ...rest }, analysis);
  return { ...sources, documents, ...rest };
}

/**
 * Runs one of the tools with arguments as a model gave them: JSON text, or what was read from it.
 *
 * @throws only the reason of an abort
 */
export async function runTool(
  tools: readonly AssistantTool[],
  name: string,
  argumentsJson: unknown,
  options: ExecuteOptions = {},
): Promise<ToolResult> {
  check.runTool({ tools, name, options });
  const tool = tools.find((each) => each.name === name);
  if (tool === undefined) {
    return failed(
      invalidInput('There is no tool of this name.', `Use one of ${tools.map((each) => each.name).join(', ')}.`),
    );
  }
  if (typeof argumentsJson !== 'string') return tool.execute(argumentsJson, options);
  let input: unknown;
  try {
    input = argumentsJson.trim() === '' ? {} : JSON.parse(argumentsJson);
  } catch {
    return failed(invalidInput('The arguments are not JSON.', 'Give one JSON object.'));
  }
  return tool.execute(input, options);
}
