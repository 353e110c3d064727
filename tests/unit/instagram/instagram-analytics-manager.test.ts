import { afterEach, describe, expect, it } from 'vitest';

import { closeStudios, startStudio } from './studio.ts';

afterEach(closeStudios);

describe('posts one by one', () => {
  it.each([1, 3, 6, 9])('end with the limit %i or the last of six', async (limit) => {
    const { manager } = await startStudio();
    const ids: string[] = [];
    for await (const { id } of manager.iterateMedia({ limit, comments: false })) ids.push(id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toHaveLength(Math.min(limit, 6));
  });
});

describe('the activity of an account', () => {
  it('is of the newest posts, as many as are asked for', async () => {
    const { manager } = await startStudio({ account: { posts: 40 } });
    const all = await manager.getRecentActivity();
    expect(all.length).toBeGreaterThan(2);
    expect(await manager.getRecentActivity({ limit: 2 })).toEqual(all.slice(0, 2));
  });
});
