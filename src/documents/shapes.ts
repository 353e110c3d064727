import * as v from 'valibot';

import { type CollectionIssue, type ErrorCode, ISSUE_KINDS, type IssueKind } from '../base/issues.ts';

/** A measured or computed number that may be unknown. */
export const numberOrNull: v.GenericSchema<number | null> = v.nullable(v.number());

/** Where a written document names its JSON Schema; an editor may have put an address of its own there. */
export const schemaReference: v.ExactOptionalSchema<v.StringSchema<undefined>, undefined> = v.exactOptional(v.string());

/** The unit of every rate of a document: `engagement_rate`, `rate_by_reach`, `skip_rate`, … */
export const RATE_UNIT = 'percent';

/** A text that may be absent. */
export const textOrNull: v.GenericSchema<string | null> = v.nullable(v.string());

/** A whole number of things, bytes or calls; never negative. */
export const count: v.GenericSchema<number> = v.pipe(v.number(), v.integer(), v.minValue(0));

/** ISO 8601, UTC. */
export const timestamp: v.GenericSchema<string> = v.pipe(v.string(), v.isoTimestamp());

/** ISO 8601, UTC, or unknown. */
export const timestampOrNull: v.GenericSchema<string | null> = v.nullable(v.pipe(v.string(), v.isoTimestamp()));

/** Every reason, in the order of the contract. */
export const UNAVAILABLE_REASONS = [
  'not_requested',
  'not_applicable',
  'retired',
  'unsupported',
  'hidden',
  'not_enough_data',
  'over_budget',
  'before_business_account',
  'forbidden',
  'rate_limited',
  'failed',
] as const;

/**
 * Why a value is `null`. `not_requested`, `not_applicable`, `retired`, `hidden` and `not_enough_data` are expected gaps;
 * the others come with an issue.
 */
export type UnavailableReason = (typeof UNAVAILABLE_REASONS)[number];

/** Path of a `null` from the record's root (`insights.views`) to its reason. */
export type Unavailable = Record<string, UnavailableReason>;

export const unavailableSchema: v.GenericSchema<unknown, Unavailable> = v.record(
  v.string(),
  v.picklist(UNAVAILABLE_REASONS),
);

/** A statistical figure with what it rests on. */
export interface Estimate {
  /** `null` when there is too little to say. */
  value: number | null;
  /** How many observations went in. */
  n: number;
  /** Lower and upper end; the level is named in `method`. */
  interval: [number, number] | null;
  /** How it was computed, in words, with the level of the interval. */
  method: string;
  /** What was measured: `engagement_by_reach`, … */
  basis: string;
  /** What can be said: `helps`, `hurts`, `no_evidence`, `too_few`. Absent where nothing is decided. */
  verdict?: string;
}

/** Validates an {@link Estimate}. */
export const estimateSchema: v.GenericSchema<unknown, Estimate> = v.object({
  value: numberOrNull,
  n: count,
  interval: v.nullable(v.strictTuple([v.number(), v.number()])),
  method: v.string(),
  basis: v.string(),
  verdict: v.exactOptional(v.string()),
});

const issueKindSchema: v.GenericSchema<unknown, IssueKind> = v.picklist(ISSUE_KINDS);

/** Any text: a document of a later version may have a prefix that this one does not know. */
const codeSchema: v.GenericSchema<unknown, ErrorCode> = v.string() as v.GenericSchema<
  unknown,
  string
> as v.GenericSchema<unknown, ErrorCode>;

/** Validates a {@link CollectionIssue}. */
export const collectionIssueSchema: v.GenericSchema<unknown, CollectionIssue> = v.object({
  source: v.picklist(['instagram', 'gcs', 'collector']),
  scope: v.string(),
  id: textOrNull,
  kind: issueKindSchema,
  code: codeSchema,
  message: v.string(),
  remedy: textOrNull,
  retryable: v.boolean(),
});

/** How many parts were asked for and how many came. */
export interface Coverage {
  asked: number;
  got: number;
}

export const coverageSchema: v.GenericSchema<unknown, Coverage> = v.object({
  asked: v.pipe(v.number(), v.integer(), v.minValue(0)),
  got: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/**
 * The identifier of the JSON Schema of each document: what `$id` of the shipped schema and `$schema` of a written document
 * hold. The last part is the version of the document.
 */
export const SCHEMA_IDS = {
  'instagram-analytics': 'urn:insight-inventory:instagram-analytics:2.0',
  'gcs-inventory': 'urn:insight-inventory:gcs-inventory:2.0',
  'collection-summary': 'urn:insight-inventory:collection-summary:2.0',
  'accounts-comparison': 'urn:insight-inventory:accounts-comparison:1.0',
  'instagram-thumbnails': 'urn:insight-inventory:instagram-thumbnails:1.0',
  'planning-context': 'urn:insight-inventory:planning-context:3.0',
  'video-plan': 'urn:insight-inventory:video-plan:1.0',
} as const;

/** A document by the name of its schema file: `insight-inventory/schemas/NAME.json`. */
export type DocumentName = keyof typeof SCHEMA_IDS;

/**
 * Gives the text of a document as it is written to a file: indented JSON that names its schema first, with a line break at
 * its end.
 *
 * @example
 * toDocumentText('gcs-inventory', inventory); //=> '{\n  "$schema": "urn:insight-inventory:gcs-inventory:2.0",\n …'
 */
export function toDocumentText(name: DocumentName, document: object): string {
  return [...documentPieces(name, document)].join('');
}

/** Gives {@link toDocumentText} in pieces, a record of a list each, so that a large document never is one text. */
export function* documentPieces(name: DocumentName, document: object): Generator<string, void, undefined> {
  const $schema = SCHEMA_IDS[name];
  // A document that was read from a file names a schema already.
  yield* jsonPieces(Object.assign({ $schema }, document, { $schema }), '');
  yield '\n';
}

/** Yields what `JSON.stringify(value, null, 2)` gives for plain data, at this indentation. */
function* jsonPieces(value: object, indent: string): Generator<string, void, undefined> {
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? (['[', ']'] as const) : (['{', '}'] as const);
  let before = `${open}\n`;
  for (const [key, item] of Object.entries(value) as [string, unknown][]) {
    if (item === undefined && !Array.isArray(value)) continue;
    yield before + inner;
    before = ',\n';
    if (Array.isArray(value)) yield jsonText(item, inner);
    else {
      yield `${JSON.stringify(key)}: `;
      if (typeof item === 'object' && item !== null) yield* jsonPieces(item, inner);
      else yield jsonText(item, inner);
    }
  }
  yield before === ',\n' ? `\n${indent}${close}` : `${open}${close}`;
}

function jsonText(value: unknown, indent: string): string {
  // A text in JSON has no line break of its own.
  return value === undefined ? 'null' : JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}
