import { afterAll, describe, expect, it } from 'vitest';

import {
  createMemoryStore,
  ExportError,
  keepCompetitors,
  keepStories,
  readCompetitor,
  readKeptStories,
} from '../../../src/index.ts';
import { closeStudios, NOW, startStudio } from './studio.ts';

afterAll(closeStudios);

const DAY_MS = 86_400_000;

describe('stories', () => {
  it('are kept beyond the day Graph shows them, each once, with their newest figures', async () => {
    const { manager, clock } = await startStudio({ account: { posts: 2, stories: 3 } });
    const store = createMemoryStore();
    const first = await keepStories(manager, store, { clock });
    expect(first).toMatchObject({ added: 3, renewed: 0 });
    const again = await keepStories(manager, store, { clock });
    expect(again).toMatchObject({ added: 0, renewed: 3 });
    expect(again.stories).toHaveLength(3);
    expect(again.stories.every(({ story }) => typeof story.insights.reach === 'number')).toBe(true);
    clock.advance(2 * DAY_MS);
    const later = await keepStories(manager, store, { clock });
    expect(later).toMatchObject({ added: 0, renewed: 0 });
    expect(later.stories).toEqual(again.stories);
    const times = (await readKeptStories(store)).map(({ story }) => story.timestamp);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('are the newest first, whatever order they come in', async () => {
    const { manager } = await startStudio({ account: { posts: 1, stories: 3 } });
    const stories = await manager.getStories();
    const store = createMemoryStore();
    await keepStories({ getStories: () => Promise.resolve(stories.slice(0, 1)) }, store);
    const kept = await keepStories({ getStories: () => Promise.resolve(stories.slice(1).toReversed()) }, store);
    expect(kept).toMatchObject({ added: 2, renewed: 0 });
    const times = kept.stories.map(({ story }) => story.timestamp);
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it('that cannot be read back are left as they are', async () => {
    const { manager } = await startStudio({ account: { posts: 1, stories: 1 } });
    const store = createMemoryStore();
    await store.set('kept_stories', '[{"cut');
    await expect(keepStories(manager, store)).rejects.toMatchObject({ kind: 'io', code: 'io:damaged_entry' });
    expect(await store.get('kept_stories')).toBe('[{"cut');
  });
});

describe('competitors', () => {
  it('get one more reading each time, and one that is not there costs no other', async () => {
    const { manager, clock } = await startStudio({ account: { posts: 2 } });
    const store = createMemoryStore();
    const self = (await manager.getAccountInfo({ insights: false })).username ?? '';
    const names = [self, 'nobody.at.all'];
    const first = await keepCompetitors(manager, names, store, { clock, limit: 2 });
    clock.advance(DAY_MS);
    const second = await keepCompetitors(manager, names, store, { clock, limit: 2 });
    for (const { readings, issues } of [first, second]) {
      expect(readings).toMatchObject([{ username: self }]);
      expect(issues).toMatchObject([{ scope: 'business_discovery', id: 'nobody.at.all' }]);
    }
    const kept = await readCompetitor(store, self.toUpperCase());
    expect(kept.map(({ taken_at }) => Date.parse(taken_at))).toEqual([NOW, NOW + DAY_MS]);
    expect(kept[0]?.followers_count).toBeTypeOf('number');
    expect(kept[0]?.media).toHaveLength(2);
    expect(await readCompetitor(store, 'other.studio')).toEqual([]);
  });

  it('of whom no posts are given are kept with their counts', async () => {
    const store = createMemoryStore();
    const discoverAccount = (username: string): Promise<never> =>
      Promise.resolve({ username, followers_count: 5, media_count: 2, media: null } as never);
    const { readings } = await keepCompetitors({ discoverAccount }, ['other.studio'], store);
    expect(readings).toMatchObject([{ username: 'other.studio', followers_count: 5, media: null }]);
  });

  it('end with what is no gap of one of them: a disk that fails, a mistake in code', async () => {
    const full = new ExportError('The disk is full.', { kind: 'io', code: 'io:ENOSPC' });
    for (const thrown of [full, new TypeError('no function')]) {
      const discoverAccount = (): Promise<never> => Promise.reject(thrown);
      await expect(keepCompetitors({ discoverAccount }, ['a', 'b'], createMemoryStore())).rejects.toBe(thrown);
    }
  });

  it('are refused on Instagram login, with the remedy', async () => {
    const { manager } = await startStudio({ simulator: { login: 'instagram' } });
    const { readings, issues } = await keepCompetitors(manager, ['other.studio'], createMemoryStore());
    expect(readings).toEqual([]);
    expect(issues).toMatchObject([
      { kind: 'unsupported', remedy: expect.stringContaining('Facebook login') as string },
    ]);
  });
});
