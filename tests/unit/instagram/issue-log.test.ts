import { describe, expect, it } from 'vitest';

import { GraphApiError } from '../../../src/base/errors.ts';
import type { IssueKind } from '../../../src/base/issues.ts';
import { IssueLog, reasonOf } from '../../../src/instagram/issue-log.ts';

const refusal = (
  message: string,
  kind: IssueKind = 'invalid_request',
  graphSubcode: number | null = null,
): GraphApiError =>
  new GraphApiError(message, { kind, code: 'graph:100', remedy: 'x', status: 400, graphCode: 100, graphSubcode });

const idsOf = (errors: readonly GraphApiError[]): (string | null)[] => {
  const log = new IssueLog();
  for (const [place, error] of errors.entries()) log.add(error, 'comments', String(place));
  return log.list().map(({ id }) => id);
};

describe('a refusal in the same words at several posts', () => {
  it('is one issue of the whole part', () => {
    expect(idsOf([1, 2, 3].map((n) => refusal(`Comments of 1790000000000000${String(n)} cannot be read`)))).toEqual([
      null,
    ]);
  });

  it('is one each in other words, for an object that is gone, and for a post that is too old', () => {
    expect(idsOf([refusal('Not these comments'), refusal('Nor those')])).toEqual(['0', '1']);
    expect(idsOf([refusal('Gone', 'not_found'), refusal('Gone', 'not_found')])).toEqual(['0', '1']);
    const old = refusal('Too old', 'unsupported', 2_108_006);
    expect(idsOf([old, refusal('Too old', 'unsupported', 2_108_006)])).toEqual(['0', '1']);
  });
});

describe('the reason of a refused metric', () => {
  it('is that it was retired, where Graph says so in whatever words', () => {
    for (const words of ['is no longer supported', 'is no longer available', 'has been deprecated'])
      expect(reasonOf(refusal(`(#100) follower_demographics ${words}`))).toBe('retired');
    expect(reasonOf(refusal('(#100) follower_demographics cannot be had', 'unsupported'))).toBe('unsupported');
  });
});
