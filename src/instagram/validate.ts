import * as v from 'valibot';

import { ResponseValidationError } from '../base/errors.ts';
import { instagramAnalyticsSchema, type InstagramAnalytics } from '../documents/analytics.ts';

/**
 * The document, its keys in schema order. Nothing that does not match the published schema is returned or written.
 *
 * @throws ResponseValidationError naming the first place that does not match
 */
export function validateAnalytics(document: InstagramAnalytics): InstagramAnalytics {
  const result = v.safeParse(instagramAnalyticsSchema, document);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ResponseValidationError(
    `The document does not match its schema at ${v.getDotPath(issue) ?? 'its root'}: expected ${issue.expected ?? 'another value'}.`,
    {
      kind: 'invalid_response',
      code: 'document:instagram_analytics',
      remedy: 'Graph sent something unforeseen: report this message.',
    },
  );
}
