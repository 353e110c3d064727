import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import type { MediaRecord } from '../../../../src/index.ts';
import { listEnds, rankPosts } from '../../../../src/metrics/ranks.ts';
import { analyticsSample } from '../../../schemas/samples.ts';
import { bigAccount } from '../../../support/big-documents.ts';
import { allOf, open, type PageElement, readable, textOf } from '../parse-page.ts';

const media = bigAccount(40).recent_media ?? [];

function withReach(values: readonly (number | null)[]): MediaRecord[] {
  return values.map((reach, index) => {
    const [post] = media;
    if (post === undefined) throw new Error('There is no post.');
    const timestamp = `2026-01-${String(index + 1).padStart(2, '0')}T00:00:00Z`;
    return { ...post, id: String(index), timestamp, maturing: false, insights: { ...post.insights, reach } };
  });
}

describe('the ends of a measure', () => {
  it('are the highest and the lowest, against the median of the others', () => {
    const ends = rankPosts(withReach([100, 10, 50, null, 10]), 'reach');
    // The others of the best: 10, 10, 50. Of the weakest, the newer of two: 10, 50, 100.
    expect(ends).toMatchObject({
      best: { value: 100, ratio: 10, ties: 0 },
      weakest: { value: 10, ratio: 0.2, ties: 1 },
      posts: 4,
    });
    expect(ends?.weakest.post.id).toBe('4');
  });

  it('need three posts that differ', () => {
    expect(rankPosts(withReach([100, 10]), 'reach')).toBeNull();
    expect(rankPosts(withReach([7, 7, 7]), 'reach')).toBeNull();
    expect(rankPosts(withReach([null, null, null]), 'reach')).toBeNull();
    expect(rankPosts(withReach([0, 0, 0, 5]), 'reach')?.best.ratio).toBeNull();
  });

  test.prop([fc.array(fc.nat({ max: 1_000 }), { minLength: 3, maxLength: 28 })])(
    'are no lower and no higher than any other',
    (values) => {
      const ends = rankPosts(withReach(values), 'reach');
      if (ends === null) expect(new Set(values).size).toBe(1);
      else expect([ends.best.value, ends.weakest.value]).toEqual([Math.max(...values), Math.min(...values)]);
    },
  );
});

describe('the cards', () => {
  const page = open({ analytics: bigAccount(40) });

  it('show the figures, the day and the link of the posts of the document', () => {
    const grown = media.filter((post) => !post.maturing);
    const best = grown.toSorted((a, b) => (b.insights.reach ?? 0) - (a.insights.reach ?? 0))[0];
    const card = allOf(page, '#posts .card')[0];
    expect(textOf(page, '#posts h3')).toBe('Reach 38 posts');
    expect(readable(card ?? null)).toContain(`${(best?.insights.reach ?? 0).toLocaleString('en-US')} most, ×`);
    expect(card?.querySelector('a')?.getAttribute('href')).toBe(best?.permalink);
    expect(card?.querySelector('time')?.getAttribute('datetime')).toBe(best?.timestamp);
  });

  it('say which measures are the same for all', () => {
    // Every generated post has the saves of the sample.
    expect(textOf(page, '#posts .note')).toContain('saves');
  });

  it('are not made of an account with one post', () => {
    expect(allOf(open({ analytics: analyticsSample }), '#posts')).toEqual([]);
  });
});

describe('the pictures of the cards', () => {
  const bytes = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), Buffer.alloc(400, 7)]);
  const uri = `data:image/jpeg;base64,${bytes.toString('base64')}`;
  const analytics = bigAccount(40);
  const ids = listEnds(analytics.recent_media ?? []);
  const withImages = (images: Record<string, string>): PageElement =>
    open({
      analytics,
      thumbnails: { thumbnails_version: '1.0', retrieved_at: '2026-11-22T12:00:00Z', images, issues: [] },
    });
  const policyOf = (page: PageElement): string =>
    page.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';

  it('are embedded once each, and the policy lets data in and nothing else', () => {
    const page = withImages(Object.fromEntries(ids.map((id) => [id, uri])));
    expect(allOf(page, '#posts image').map((image) => image.getAttribute('href'))).toEqual(ids.map(() => uri));
    expect(allOf(page, '#posts .picture')).toHaveLength(allOf(page, '#posts .card').length);
    for (const use of allOf(page, '#posts use')) {
      expect(allOf(page, use.getAttribute('href') ?? '')).toHaveLength(1);
    }
    expect(policyOf(page)).toContain(" img-src data:; base-uri 'none'");
  });

  it('leave the policy as it is where there are none', () => {
    expect(policyOf(withImages({}))).not.toContain('img-src');
    expect(policyOf(withImages({ '1': 'https://scontent.cdninstagram.com/a.jpg?oh=00_S' }))).not.toContain('img-src');
  });

  it.each([
    'data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9IjEiLz4=',
    `${uri}"><script>alert(1)</script>`,
    'https://scontent.cdninstagram.com/a.jpg?oh=00_Signed',
    uri.replace('jpeg', 'png'),
  ])('are never made of %s', (image) => {
    const [first = ''] = ids;
    const page = withImages({ [first]: image });
    expect(allOf(page, 'image, script')).toEqual([]);
    expect(page.innerHTML).not.toContain('00_Signed');
  });
});
