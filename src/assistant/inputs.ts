import {
  abortSignal,
  anyText,
  checkerOf,
  either,
  flag,
  func,
  inputObject,
  type InputCheck,
  type InputTable,
  is,
  oneOf,
  optional,
  recordList,
  valueWhere,
  wholeNumber,
  withMethods,
} from '../base/check-input.ts';
import { history } from '../metrics/inputs.ts';
import { ledger, PLANNING_DOCUMENTS, videoPlans } from '../planning/inputs.ts';

const tools = recordList('tools', { name: is.text, execute: (value) => typeof value === 'function' });
const redactor = optional(withMethods<{ text: unknown; value: unknown }>(['text', 'value'], 'Give a Redactor.'));
const directivesFrom = optional(
  valueWhere(
    (value) => (typeof value === 'object' && value !== null) || typeof value === 'string',
    'Give whose comments are directives.',
  ),
);
const budget = { maxTokens: optional(wholeNumber(800)), countTokens: optional(func()), directivesFrom, redactor };
const textLength = optional(
  valueWhere<number>((value) => typeof value === 'number' && value >= 0, 'Give a number of characters from 0.'),
);
const adapter = inputObject({ strict: optional(flag()) });
const text = anyText();

/** What the functions of the entry `./assistant` take. */
export const ASSISTANT_INPUTS: InputTable = {
  buildPlanningBrief: {
    documents: inputObject(PLANNING_DOCUMENTS),
    options: inputObject({
      ...budget,
      detail: optional(oneOf(['brief', 'standard', 'full'])),
      encoding: optional(oneOf(['markdown', 'json', 'columnar'])),
      focus: optional(oneOf(['footage', 'timing', 'content', 'audience'])),
    }),
  },
  createAssistantTools: {
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
      plans: optional(videoPlans),
    }),
    options: inputObject(budget),
  },
  encodeDocument: {
    options: inputObject({ encoding: optional(oneOf(['json', 'columnar', 'csv'])), redactor, textLength }),
  },
  estimateTokens: { text },
  fence: { text, maxLength: textLength },
  runTool: { tools, name: text, options: inputObject({ signal: optional(abortSignal()) }) },
  toAISDKTools: { tools },
  toChatCompletionsTools: { tools, options: adapter },
  toGeminiTools: { tools },
  toAnthropicTools: { tools, options: adapter },
  toMCPTools: { tools },
  toOpenAITools: { tools, options: adapter },
};

/** Checks the arguments of a function. @throws {ArgumentError} naming every one that is wrong */
export const check: InputCheck = checkerOf(ASSISTANT_INPUTS);
