import { checkOf, type InputCheck, is, recordList } from '../base/check-input.ts';
import {
  abortSignal,
  anyText,
  either,
  flag,
  func,
  inputObject,
  oneOf,
  optional,
  valueWhere,
  wholeNumber,
  withMethods,
} from '../base/inputs.ts';
import { history } from '../metrics/inputs.ts';
import { analysis, ledger, PLANNING_DOCUMENTS, videoPlans } from '../planning/inputs.ts';

/** Fewer tokens do not hold what every brief must say. */
export const MIN_BUDGET = 800;

const tools = recordList('tools', { name: is.text, execute: (value) => typeof value === 'function' });
const redactor = optional(withMethods<{ text: unknown; value: unknown }>(['text', 'value'], 'Give a Redactor.'));
const directivesFrom = optional(
  valueWhere(
    (value) => (typeof value === 'object' && value !== null) || typeof value === 'string',
    'Give whose comments are directives.',
  ),
);
const budget = {
  maxTokens: optional(wholeNumber(MIN_BUDGET)),
  countTokens: optional(func()),
  directivesFrom,
  redactor,
};
const textLength = optional(
  valueWhere<number>((value) => typeof value === 'number' && value >= 0, 'Give a number of characters from 0.'),
);
const adapter = inputObject({ strict: optional(flag()) });
const text = anyText();

// What the functions of the entry `./assistant` take.

export const buildPlanningBrief: InputCheck = checkOf('buildPlanningBrief', {
  documents: inputObject(PLANNING_DOCUMENTS),
  options: inputObject({
    ...budget,
    detail: optional(oneOf(['brief', 'standard', 'full'])),
    encoding: optional(oneOf(['markdown', 'json', 'columnar'])),
    focus: optional(oneOf(['footage', 'timing', 'content', 'audience'])),
    analysis,
  }),
});
export const createAssistantTools: InputCheck = checkOf('createAssistantTools', {
  sources: inputObject({
    instagram: optional(withMethods<{ collect: unknown }>(['collect'], 'Give an InstagramAnalyticsManager.')),
    gcs: optional(withMethods<{ generateInventory: unknown }>(['generateInventory'], 'Give a GCSInventoryManager.')),
    documents: optional(
      inputObject({ analytics: PLANNING_DOCUMENTS['analytics'], inventory: PLANNING_DOCUMENTS['inventory'] }),
    ),
    history: optional(either<unknown>(withMethods<{ list: unknown }>(['list'], ''), history)),
    ledger: optional(either<unknown>(withMethods<{ list: unknown }>(['list'], ''), ledger)),
    notes: PLANNING_DOCUMENTS['notes'],
    timezone: PLANNING_DOCUMENTS['timezone'],
    onlineFollowers: PLANNING_DOCUMENTS['onlineFollowers'],
    analysis,
    plans: optional(videoPlans),
  }),
  options: inputObject(budget),
});
export const encodeDocument: InputCheck = checkOf('encodeDocument', {
  options: inputObject({ encoding: optional(oneOf(['json', 'columnar', 'csv'])), redactor, textLength }),
});
export const estimateTokens: InputCheck = checkOf('estimateTokens', { text });
export const fence: InputCheck = checkOf('fence', { text, maxLength: textLength });
export const runTool: InputCheck = checkOf('runTool', {
  tools,
  name: text,
  options: inputObject({ signal: optional(abortSignal()) }),
});
export const toAISDKTools: InputCheck = checkOf('toAISDKTools', { tools });
export const toChatCompletionsTools: InputCheck = checkOf('toChatCompletionsTools', { tools, options: adapter });
export const toGeminiTools: InputCheck = checkOf('toGeminiTools', { tools });
export const toAnthropicTools: InputCheck = checkOf('toAnthropicTools', { tools, options: adapter });
export const toMCPTools: InputCheck = checkOf('toMCPTools', { tools });
export const toOpenAITools: InputCheck = checkOf('toOpenAITools', { tools, options: adapter });
