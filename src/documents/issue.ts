import * as v from 'valibot';

import { ISSUE_KINDS, type CollectionIssue, type IssueKind } from '../base/issues.ts';
import { textOrNull } from './shapes.ts';

const issueKindSchema: v.GenericSchema<unknown, IssueKind> = v.picklist(ISSUE_KINDS);

/** Validates a {@link CollectionIssue}. */
export const collectionIssueSchema: v.GenericSchema<unknown, CollectionIssue> = v.object({
  source: v.picklist(['instagram', 'gcs', 'collector']),
  scope: v.string(),
  id: textOrNull,
  kind: issueKindSchema,
  code: v.string(),
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
