import { describe, expect, it } from 'vitest';

import { buildPlanningBrief } from '../../../src/assistant/planning-brief.ts';
import { openAccount } from '../../support/demo.ts';

describe('a mistake of the caller', () => {
  it.each([
    ['collect', { since: '2026-05-01', until: '2026-01-01' }],
    ['getRecentMedia', { since: '2026-05-01', until: '2026-01-01' }],
  ] as const)(
    'is refused before anything is sent when %s is asked for a period that ends first',
    async (name, period) => {
      const { graph, instagram } = await openAccount();
      await expect(instagram[name](period)).rejects.toMatchObject({
        kind: 'invalid_request',
        code: 'argument:since',
      });
      expect(graph.stats().requests).toBe(0);
    },
  );

  it('is an error of the family when the token store throws, without a token in its text', async () => {
    const tokenStore = {
      load: () => Promise.reject(new Error('vault offline for EAAGabcdefghijklmnopqrstuvwxyz0123456789')),
      save: () => Promise.resolve(),
    };
    const { instagram } = await openAccount({ tokenStore });
    const error: unknown = await instagram.getAccountInfo().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ kind: 'auth', code: 'auth:store' });
    expect(String(error)).toContain('vault offline');
    expect(String(error)).not.toContain('EAAGabcdef');
  });

  it('is named when a brief is asked for in a time zone that is none', async () => {
    const { instagram } = await openAccount();
    const analytics = await instagram.collect();
    expect(() => buildPlanningBrief({ analytics, timezone: 'Nope/Zone' })).toThrow('timezone: found "Nope/Zone"');
  });
});
