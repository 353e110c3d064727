import { afterAll, describe, expect, it } from 'vitest';

import { InstagramAnalyticsManager, type InstagramAnalytics } from '../../../../src/index.ts';
import { createRecorder, parseRecording, startReplay, type Recording } from '../../../../src/testing/index.ts';
import { RecordingRedactor } from '../../../../src/testing/recording/create-recorder.ts';
import { createFakeClock } from '../../runtime/fake-clock.ts';
import { closeStudios, NOW, retireMetric, startStudio, type Studio } from '../../instagram/studio.ts';

afterAll(closeStudios);

const EVERY_KIND = { posts: 8, stories: 1, mix: { reels: 1, image: 1, carousel: 1, feed_video: 1 } } as const;

interface Recorded {
  readonly studio: Studio;
  readonly document: InstagramAnalytics;
  readonly recording: Recording;
}

async function record(login: 'facebook' | 'instagram', metric?: string): Promise<Recorded> {
  const studio = await startStudio({ account: EVERY_KIND, simulator: { login } });
  if (metric !== undefined) studio.simulator.addFault(retireMetric(metric));
  const recorder = createRecorder({ userId: studio.dataset.account.id, now: () => NOW });
  const manager = studio.managerWith({}, { fetch: recorder.fetch });
  const document = await manager.collect({ audience: true });
  return { studio, document, recording: parseRecording(JSON.stringify(recorder.recording())) };
}

async function replay(recording: Recording, login: 'facebook' | 'instagram') {
  const server = await startReplay(recording);
  const { url: baseUrl, accountId: userId, token: accessToken, now } = server;
  const manager = new InstagramAnalyticsManager(
    { userId, accessToken, baseUrl, login },
    { clock: createFakeClock(now) },
  );
  const document = await manager.collect({ audience: true });
  await server.close();
  return { document, unmatched: server.unmatched };
}

/** Gives what does not depend on who the account is. */
function figures({ coverage, issues, export_info, summary_metrics, recent_media }: InstagramAnalytics): unknown {
  return {
    coverage,
    issues: issues.map(({ scope, kind, code }) => ({ scope, kind, code })),
    calls: export_info.calls.graph_calls,
    summary_metrics,
    insights: recent_media?.map(({ insights, unavailable }) => ({ insights, unavailable })),
    comments: recent_media?.map(({ comments }) => comments?.length),
  };
}

describe.each(['facebook', 'instagram'] as const)('a recording of a collection on %s login', (login) => {
  it('replays over HTTP to the same figures, with nothing that was not recorded', async () => {
    const { document, recording } = await record(login);
    const again = await replay(recording, login);
    expect(again.unmatched).toEqual([]);
    expect(figures(again.document)).toEqual(figures(document));
    expect(again.document.account_info?.account_id).toBe(recording.account_id);
  });

  it('holds no token, id, name, caption, comment or address of the account', async () => {
    const { studio, recording } = await record(login);
    const text = JSON.stringify(recording);
    const { account, media } = studio.dataset;
    const comments = media.flatMap((post) => post.comments ?? []);
    const real = [
      ...[studio.simulator.token, account.id, account.username, account.name, account.biography],
      ...media.flatMap(({ id, caption, permalink }) => [id, caption, permalink]),
      ...comments.flatMap((comment) => [comment.id, comment.text, comment.username]),
    ].filter((word): word is string => typeof word === 'string' && /[\p{L}\d].*[\p{L}\d]/u.test(word));
    expect(real.length).toBeGreaterThan(40);
    expect(real.filter((word) => text.includes(word))).toEqual([]);
    expect(text).not.toMatch(/127\.0\.0\.1:\d+\/cdn/);
  });

  it('keeps a refusal of the platform, in its words', async () => {
    const { document, recording } = await record(login, 'saved');
    const again = await replay(recording, login);
    expect(again.unmatched).toEqual([]);
    expect(figures(again.document)).toEqual(figures(document));
    expect(JSON.stringify(recording)).toContain('must be one of the following values');
  });
});

describe('a recording', () => {
  it('has the same stand-in for the same id, as long, and in the form of an account where it was one', async () => {
    const { studio, recording } = await record('facebook');
    expect(new RecordingRedactor().id('17841405309211844')).toMatch(/^17841\d{12}$/);
    expect(recording.account_id).toHaveLength(studio.dataset.account.id.length);
    expect(recording.account_id).not.toBe(studio.dataset.account.id);
    const ids = recording.exchanges.flatMap(({ path }) => /^\d+/.exec(path)?.[0] ?? []);
    expect(new Set(ids)).toContain(recording.account_id);
    const listed = new Set(JSON.stringify(recording.exchanges.map(({ body }) => body)).match(/"\d{15,}"/g));
    expect(ids.filter((id) => !listed.has(`"${id}"`))).toEqual([]);
  });

  it('lists what it has no answer to, and refuses it', async () => {
    const { recording } = await record('facebook');
    const server = await startReplay(recording);
    const response = await fetch(`${server.url}/v26.0/${server.accountId}/tags?limit=1`);
    expect(response.status).toBe(400);
    expect(server.unmatched).toEqual([`GET ${server.accountId}/tags?limit=1`]);
    await server.close();
  });

  it('answers a batch item by item where no whole batch was recorded, and a page of a proxy as one', async () => {
    const recorded = { params: {}, in_batch: false, method: 'GET' as const, status: 200, headers: { etag: 'x' } };
    const server = await startReplay({
      ...{ recording_version: '1.0', recorded_at: '2026-11-28T00:00:00Z' },
      ...{ host: 'graph.facebook.com', api_version: 'v26.0', account_id: null },
      exchanges: [
        { ...recorded, path: '1', body: { id: '1' } },
        { ...recorded, path: '2', status: 502, body: '<html>of a proxy</html>' },
      ],
    });
    expect(server.accountId).toBe('');
    const batch = ['1?', '3?'].map((relative_url) => ({ method: 'GET', relative_url }));
    const form = new URLSearchParams({ batch: JSON.stringify(batch) });
    const answers = (await (await fetch(`${server.url}/v26.0/`, { method: 'POST', body: form })).json()) as object[];
    expect(answers).toMatchObject([
      { code: 200, headers: [{ name: 'etag', value: 'x' }], body: '{"id":"1"}' },
      { code: 400, body: expect.stringContaining('has no answer') as string },
    ]);
    const page = await fetch(`${server.url}/v26.0/2`);
    expect([page.status, await page.text()]).toEqual([502, '<html></html>']);
    await server.close();
  });

  it('answers a batch as a whole where it was recorded so', async () => {
    const refused = { error: { code: 2, message: 'Try again.' } };
    const server = await startReplay({
      ...{ recording_version: '1.0', recorded_at: '2026-11-28T00:00:00Z' },
      ...{ host: 'graph.facebook.com', api_version: 'v26.0', account_id: null },
      exchanges: [{ method: 'POST', path: '', params: {}, in_batch: false, status: 500, headers: {}, body: refused }],
    });
    const form = new URLSearchParams({ batch: '[{"method":"GET","relative_url":"1"}]' });
    const answer = await fetch(`${server.url}/v26.0/`, { method: 'POST', body: form });
    expect([answer.status, await answer.json()]).toEqual([500, refused]);
    await server.close();
  });

  it.each([
    ['7', 'it is no object'],
    ['null', 'it is no object'],
    ['{}', 'recording_version'],
    ['{"recording_version":"1.0"}', 'recorded_at'],
    ['{"recording_version":"1.0","recorded_at":"2026-11-28T00:00:00Z"}', 'exchanges'],
    ['{"recording_version":"1.0","recorded_at":"2026-11-28T00:00:00Z","exchanges":[{}]}', 'exchanges[0]'],
  ])('is refused for %s, naming %s', (text, part) => {
    expect(() => parseRecording(text)).toThrow(part);
  });
});
