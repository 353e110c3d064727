import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { inspect } from 'node:util';

import { fc, test } from '@fast-check/vitest';
import { afterAll, describe, expect, it } from 'vitest';

import { createMemoryStore, keepCompetitors, keepStories, type KeyValueStore } from '../../src/index.ts';
import { createRecorder, type Fault } from '../../src/testing/index.ts';
import { closeStudios, startStudio } from '../unit/instagram/studio.ts';

afterAll(closeStudios);

/** Look like nothing: only code that has seen them as secrets can hide them. */
const TOKEN = 'canary-token-0f8a77c1b2';
const PROOF = 'canary-proof-4417be90aa';
/** Looks like a token of the platform: hidden wherever it is, without having been sent. */
const LOOKALIKE = `EAAcanary${'Zx9'.repeat(12)}`;

/** Records one request, with the token where this login sends it, and its answer. */
async function record(answer: { readonly body: unknown; readonly headers?: Record<string, string> }, batch?: string) {
  const recorder = createRecorder({
    userId: '17841400000000001',
    fetch: () =>
      Promise.resolve(new Response(JSON.stringify(answer.body), { status: 400, headers: answer.headers ?? {} })),
  });
  const query = new URLSearchParams({
    fields: `id,${TOKEN}`,
    appsecret_proof: PROOF,
    period: TOKEN,
    input_token: PROOF,
  });
  const url = `https://graph.facebook.com/v23.0/me?${query.toString()}`;
  const headers = { authorization: `Bearer ${TOKEN}` };
  const body = batch === undefined ? null : new URLSearchParams({ batch, access_token: TOKEN });
  await recorder.fetch(new Request(url, body === null ? { headers } : { method: 'POST', headers, body }));
  return JSON.stringify(recorder.recording()) + inspect(recorder, { depth: 9 });
}

const expectNone = (shown: string): void => {
  for (const secret of [TOKEN, PROOF, LOOKALIKE, 'canary']) expect(shown).not.toContain(secret);
};

describe('a recording', () => {
  it.each([
    ['an error', { error: { message: `Bad ${TOKEN} ${PROOF} ${LOOKALIKE}`, type: TOKEN, code: 190 } }],
    ['a word of the platform', { media_type: TOKEN, status: LOOKALIKE, timestamp: PROOF }],
    ['a row of insights', { data: [{ name: TOKEN, period: 'day', values: [], description: LOOKALIKE }] }],
    ['a key', { [TOKEN]: { [LOOKALIKE]: 1 } }],
    ['a list', { data: [TOKEN, [LOOKALIKE], { scopes: [PROOF] }] }],
    ['a link', { paging: { next: `https://graph.facebook.com/v23.0/${TOKEN}?period=${PROOF}&access_token=${TOKEN}` } }],
  ])('holds no secret that is repeated in %s', async (_what, body) => {
    expectNone(await record({ body }));
    expectNone(
      await record(
        { body: [{ code: 400, headers: [], body: JSON.stringify(body) }] },
        '[{"method":"GET","relative_url":"me"}]',
      ),
    );
  });

  it.each(['www-authenticate', 'content-type', 'retry-after', 'facebook-api-version', 'x-app-usage'])(
    'holds no secret that is repeated in the header %s',
    async (name) => {
      const value = name === 'x-app-usage' ? JSON.stringify({ [TOKEN]: LOOKALIKE }) : `OAuth "${TOKEN} ${LOOKALIKE}"`;
      expectNone(await record({ body: {}, headers: { [name]: value } }));
    },
  );

  test.prop([fc.jsonValue({ maxDepth: 4 }), fc.string({ maxLength: 8 }), fc.string({ maxLength: 8 })])(
    'holds none wherever an answer repeats it',
    async (value, before, after) => {
      const repeated = `${before}${TOKEN}${after}`;
      expectNone(await record({ body: [value, repeated, { [repeated]: value, type: repeated, message: repeated }] }));
    },
  );
});

/** Makes an answer whose words repeat the secrets it was sent. */
const echoing = (token: string): Fault['action'] => ({
  kind: 'status',
  status: 400,
  body: { error: { message: `Refused ?access_token=${token} with ${token} and ${LOOKALIKE}`, type: token, code: 100 } },
});

describe('what is kept for later', () => {
  it('holds no signed address of a story, and no secret that an answer repeats', async () => {
    const { manager, simulator, clock } = await startStudio({ account: { posts: 1, stories: 2 } });
    const written: string[] = [];
    const inner = createMemoryStore();
    const store: KeyValueStore = {
      get: (key) => inner.get(key),
      set: async (key, value) => {
        written.push(key, value);
        await inner.set(key, value);
      },
    };
    await keepStories(manager, store, { clock });
    expect(written.join(' ')).toContain('taken_at');
    expect(written.join(' ')).not.toMatch(/[?&](?:oh|oe|_nc_\w+)=/);
    simulator.addFault({ match: 'fields=business_discovery', action: echoing(simulator.token) });
    const competitors = await keepCompetitors(manager, ['some.studio'], store, { clock });
    expect(competitors.issues).toHaveLength(1);
    const shown = written.join(' ') + inspect(competitors, { depth: 9 }) + JSON.stringify(competitors);
    expectNone(shown);
    expect(shown).not.toContain(simulator.token);
  });
});

describe('a rejection that nobody handles', () => {
  it('prints no secret when it ends the process', async () => {
    const { simulator, dataset } = await startStudio();
    simulator.addFault({ match: '/', action: echoing(simulator.token) });
    const config = { userId: dataset.account.id, accessToken: simulator.token, baseUrl: simulator.url };
    const script = `import { InstagramAnalyticsManager } from ${JSON.stringify(new URL('../../src/instagram/instagram-analytics-manager.ts', import.meta.url).href)};
      void new InstagramAnalyticsManager(${JSON.stringify(config)}).getAccountInfo();`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
    expect(child.exitCode).toBe(1);
    expect(err).toContain('GraphApiError');
    expectNone(out + err);
    // The script itself is shown by Node where an error names its line.
    expect(err.replaceAll(JSON.stringify(config), '')).not.toContain(simulator.token);
  });
});
