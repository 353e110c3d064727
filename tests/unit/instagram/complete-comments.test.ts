import { afterEach, describe, expect, it } from 'vitest';

import { closeStudios, refuse, startStudio } from './studio.ts';

afterEach(closeStudios);

const posts = { account: { posts: 25, mix: { image: 1 } } };
const asksComments = ({ endpoint, query }: { endpoint: string; query: URLSearchParams }): string | null =>
  endpoint === '/{media}/comments'
    ? (query.get('fields') ?? '')
    : (/comments\.limit\(\d+\)\{.*/.exec(query.get('fields') ?? '')?.[0] ?? null);

describe('comments refused in words that name nothing', () => {
  it('are asked once a post, and are one issue', async () => {
    const fault = refuse((request) => asksComments(request) !== null, {
      code: 100,
      message: '(#100) Comments cannot be read now',
    });
    const { manager } = await startStudio({ ...posts, simulator: { faults: [fault] } });
    const { recent_media, issues, export_info } = await manager.collect();
    expect(recent_media?.every((post) => post.comments === null && post.insights.views !== null)).toBe(true);
    expect(issues.filter(({ scope }) => scope === 'comments')).toHaveLength(1);
    expect(export_info.calls.graph_calls).toBeLessThanOrEqual(60);
  });
});

describe('a field of a comment refused in other words', () => {
  it('costs only itself', async () => {
    const fault = refuse((request) => asksComments(request)?.includes('like_count') === true, {
      code: 100,
      message: '(#100) Param fields: like_count cannot be had',
    });
    const { manager } = await startStudio({ ...posts, simulator: { faults: [fault] } });
    const { recent_media, issues } = await manager.collect();
    const comments = (recent_media ?? []).flatMap((post) => post.comments ?? []);
    expect(comments.length).toBeGreaterThan(0);
    expect(comments.every(({ like_count }) => like_count === null)).toBe(true);
    expect(issues).toHaveLength(1);
  });
});
