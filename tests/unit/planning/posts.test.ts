import { expect, it } from 'vitest';

import type { Snapshot } from '../../../src/documents/analytics.ts';
import type { MediaRecord } from '../../../src/documents/media.ts';
import { createPostDescriber } from '../../../src/planning/posts.ts';
import { bigAccount } from '../../support/big-documents.ts';

const FIRST = Date.UTC(2026, 0, 10);
const iso = (time: number): string => new Date(time).toISOString();

it('compares a post at the same age with the 200 nearest in time, whatever the history holds', () => {
  const account = bigAccount(1);
  const [model] = account.recent_media ?? [];
  if (model === undefined) throw new Error('no post');
  // A post a minute: the newer half has 100 views, the older half 1,000.
  const media = Array.from({ length: 300 }, (_, index): MediaRecord => ({
    ...model,
    id: String(index),
    timestamp: iso(FIRST + index * 60_000),
    insights: { ...model.insights, views: index < 150 ? 1_000 : 100 },
  }));
  const history = [1, 2].map((day): Snapshot => {
    const taken_at = iso(FIRST + (day * 1_440 + 300) * 60_000);
    return { taken_at, analytics: { ...account, recent_media: media } };
  });
  const describe = createPostDescriber(media, { history, asOf: history[1]?.taken_at ?? null, series: {} });
  const [oldest, newest] = [media[0], media[299]].map((post) => post && describe(post).figures.views);
  // 149 of its own half and 51 of the other.
  expect(newest).toMatchObject({ value: 100, median: 100, posts: 200, at: 'same_age' });
  // Of the others none has been read at its age.
  expect(oldest).toMatchObject({ at: 'now' });
});
