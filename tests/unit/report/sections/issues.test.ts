import { describe, expect, it } from 'vitest';

import { ISSUE_KINDS } from '../../../../src/base/issues.ts';
import { describeIssue } from '../../../../src/report/sections/issues.ts';
import type { CollectionIssue } from '../../../../src/index.ts';
import { analyticsSample } from '../../../schemas/samples.ts';
import { allOf, open, readable, tableOf, textOf } from '../parse-page.ts';

const issue: CollectionIssue = {
  ...{ source: 'instagram', scope: 'media_insights', id: null, kind: 'unsupported', code: 'graph:100' },
  ...{ message: '(#100) The value must be a valid insights metric', remedy: 'Leave the metric out.', retryable: false },
};

describe('an issue in words', () => {
  it.each([
    [{ code: 'graph:100:views,reposts' }, 'Figures of posts', ['views', 'reposts'], 'not given by the platform'],
    [{ code: 'graph:100/33', kind: 'not_found', scope: 'comments' }, 'Comments', [], /^no longer there/],
    [{ code: 'graph:100/2108006' }, 'Figures of posts', [], 'posted before the account became a business account'],
    [{ code: 'graph:10' }, 'Figures of posts', [], 'too few accounts have seen it yet'],
    [{ code: 'graph:10', kind: 'permission' }, 'Figures of posts', [], /^a permission is missing/],
    [{ code: 'metric:retired:plays' }, 'Figures of posts', ['plays'], /^retired by Instagram/],
    [{ code: 'media:read_failed', scope: 'media_probe', kind: 'network' }, 'Length and shape of videos', [], /fetched/],
    [{ code: 'media:budget', scope: 'media_probe', kind: 'truncated' }, 'Length and shape of videos', [], /bytes/],
    [{ code: 'gcs:403', source: 'gcs', scope: 'source', kind: 'permission' }, 'Bucket', [], /permission/],
    [{ code: 'gcs:report_empty', source: 'gcs', scope: 'report', kind: 'not_found' }, 'Inventory report', [], /match/],
    [{ code: 'gcs:403', source: 'gcs', scope: 'other_objects.versions' }, 'Deleted and older files', [], /not given/],
    [{ code: 'later:1', scope: 'new_part', kind: 'later' }, 'new part', [], 'the answer could not be read'],
  ] as const)('%o is of %s', (change, part, names, problem) => {
    const words = describeIssue({ ...issue, ...change } as CollectionIssue);
    expect(words).toMatchObject({ part, names });
    expect(words.problem).toMatch(problem);
  });

  it.each(ISSUE_KINDS)('%s has a problem and what to do, without a word of the interfaces', (kind) => {
    const { problem, todo } = describeIssue({ ...issue, kind, code: 'http:1' });
    expect(`${problem}. ${todo}`).toMatch(/^[\w',:; -]{8,}\. [A-Z][\w',:; -]{8,}\.$/);
    expect(`${problem} ${todo}`).not.toMatch(/[a-z][A-Z]|_|Graph|metric|token|API/);
  });
});

describe('the issues of the page', () => {
  it('that are alike are one row with their ids, the words of the platform once and folded', () => {
    const issues = ['1', '2', '3', '4'].map((id) => ({
      ...issue,
      ...{ id: `post-${id}`, message: `post-${id}: ${issue.message}` },
    }));
    const page = open({ analytics: { ...analyticsSample, issues } });
    expect(tableOf(page, 'issues', 'Issues')).toMatchObject([
      { Times: '4', Of: 'post-1, post-2, post-3 and 1 more', 'What to do': 'Nothing: it cannot be had.' },
    ]);
    expect(allOf(page, '#issues details li').map(readable)).toEqual([
      `post-1: ${issue.message} Leave the metric out. graph:100`,
    ]);
  });

  it('of more kinds than are shown are counted', () => {
    const issues = Array.from({ length: 7 }, (_, index) => ({ ...issue, message: `Reason ${String(index)}.` }));
    const page = open({ analytics: { ...analyticsSample, issues } });
    expect(textOf(page, '#issues details')).toMatch(/Reason 4\..*… and 2 more details\.$/);
  });
});
