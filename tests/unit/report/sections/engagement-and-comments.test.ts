import { describe, expect, it } from 'vitest';

import { analytics, comment, post } from '../../assistant/samples.ts';
import { open, tableOf, textOf } from '../parse-page.ts';

const DAY_MS = 86_400_000;

/** Makes a post on each of 60 days, whose interactions of 1,000 accounts reached change from day to day. */
function account(countOf: (day: number) => number): ReturnType<typeof analytics> {
  return analytics(
    Array.from({ length: 60 }, (_, day) =>
      post({
        id: String(day),
        timestamp: new Date(Date.UTC(2026, 8, 1, 10) + day * DAY_MS).toISOString().replace('.000Z', 'Z'),
        insights: { reach: 1_000, total_interactions: Math.round(countOf(day)) + (day % 3) },
      }),
    ),
  );
}

describe('the engagement of posts', () => {
  it.each([
    ['rising', (day: number) => 50 * 1.03 ** day, /Engagement is rising: \+\d+ % in 30 days \(80 % interval/],
    ['falling', (day: number) => 300 / 1.03 ** day, /Engagement is falling: [-−]\d+ % in 30 days \(80 % interval/],
    ['even', () => 50, /No evidence that engagement rises or falls: /],
  ])('that is %s is said to be', (_, countOf, words) => {
    expect(textOf(open({ analytics: account(countOf) }), '#engagement')).toMatch(words);
  });

  it('of posts of a time lists them by their ids, of a rate the newer first', () => {
    const same = ['b', 'a', 'c'].map((id) =>
      post({ id, caption: id, insights: { reach: 100, total_interactions: 10 } }),
    );
    const older = post({
      ...{ id: 'd', caption: 'd', timestamp: '2026-10-01T00:00:00Z', insights: { reach: 100, total_interactions: 10 } },
    });
    const page = open({ analytics: analytics([older, ...same]) });
    const names = (caption: string): string[] =>
      tableOf(page, 'engagement', caption).map(({ Post }) => (Post ?? '').charAt(0));
    expect(names('Posts, newest')).toEqual(['a', 'b', 'c', 'd']);
    expect(names('Highest')).toEqual(['a', 'b', 'c', 'd']);
  });
});

describe('comments', () => {
  it('by the account alone are not judged', () => {
    const own = post({ comments_count: 1, comments: [comment({ username: 'studio', text: 'Thanks to all of you!' })] });
    expect(textOf(open({ analytics: analytics([own]) }), '#comments')).toContain(
      "All of the 1 comment read are the account's own: there is none to judge.",
    );
  });

  it('of which nobody knows who answered say so', () => {
    const asked = post({
      comments_count: 2,
      comments: [
        comment({ id: '5', text: 'Where can I buy it?', replies: [comment({ id: '6', text: 'In the shop.' })] }),
      ],
    });
    const base = analytics([asked]);
    const page = open({ analytics: { ...base, account_info: null } });
    expect(tableOf(page, 'comments', 'Questions')[0]).toMatchObject({
      By: '— name not given',
      Answered: '— not known',
      Likes: '— not given',
    });
  });
});
