import { MEDIA_INSIGHT_KEYS } from '../documents/media.ts';
import { findMediaMetric, MEDIA_METRICS } from '../graph/media-metrics.ts';
import type { IssueLog } from './issue-log.ts';
import { invalidOption } from './options.ts';

/**
 * The caller's own choice of metrics as Graph takes it; `null` when every default metric is wanted. A retired name is
 * replaced by what carries its meaning now, and that is noted.
 *
 * @throws InsightInventoryError `invalid_request` for a name the registry does not know
 */
export function resolveNamedMetrics(insights: boolean | readonly string[], issues: IssueLog): readonly string[] | null {
  if (typeof insights === 'boolean') return null;
  return insights.flatMap((name) => resolveName(name, issues));
}

function resolveName(name: string, issues: IssueLog): string[] {
  const row = findMediaMetric(name) ?? MEDIA_METRICS.find(({ key }) => key === name);
  if (row === undefined) {
    throw invalidOption(
      'insights',
      `a list with "${name}", which is no media metric`,
      `Known are ${MEDIA_INSIGHT_KEYS.join(', ')}.`,
    );
  }
  if (row.retired === null) return [row.metric];
  const { replacedBy } = row;
  issues.note({
    source: 'instagram',
    scope: 'media_insights',
    id: null,
    kind: 'unsupported',
    code: `metric:retired:${row.metric}`,
    message: `${row.metric} was retired on ${row.retired}${replacedBy === null ? '' : `; ${replacedBy} was asked instead`}.`,
    remedy: replacedBy === null ? 'Leave it out.' : `Ask for ${replacedBy}.`,
    retryable: false,
  });
  return replacedBy === null ? [] : [replacedBy];
}
