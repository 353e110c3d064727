import { afterEach, describe, expect, it } from 'vitest';
import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import { closeStudios, startStudio } from '../instagram/studio.ts';

afterEach(closeStudios);

const isMedia = (request: Request): boolean => request.headers.get('range') !== null;

describe('a media address', () => {
  it('that never ends costs one timeout a video, and the document is there', async () => {
    let asked = 0;
    const fetch: FetchLike = (request) => {
      if (!isMedia(request)) return globalThis.fetch(request);
      asked += 1;
      const body = new ReadableStream({
        start: (stream) => {
          stream.enqueue(new Uint8Array(8));
        },
      });
      return Promise.resolve(new Response(body, { status: 206, headers: { 'content-range': 'bytes 0-99/100' } }));
    };
    const { managerWith } = await startStudio({ account: { posts: 2 } });
    const startedAt = performance.now();
    const document = await managerWith({}, { fetch, timeoutMs: 50 }).collect({ probe: true });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(asked).toBe(2);
    expect(document.recent_media).toHaveLength(2);
    expect(document.issues.map(({ code }) => code)).toContain('media:address');
  });

  it('that sends without end is read no further than asked', async () => {
    let sent = 0;
    const fetch: FetchLike = (request) => {
      if (!isMedia(request)) return globalThis.fetch(request);
      const body = new ReadableStream({
        pull: (stream) => {
          sent += 65_536;
          stream.enqueue(new Uint8Array(65_536));
        },
      });
      return Promise.resolve(new Response(body, { status: 206, headers: { 'content-range': 'bytes 0-9/1000000' } }));
    };
    const { managerWith } = await startStudio({ account: { posts: 1 } });
    const document = await managerWith({}, { fetch, timeoutMs: 5_000 }).collect({ probe: true });
    expect(document.recent_media).toHaveLength(1);
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThan(4_000_000);
  });

  it('that never answers does not lose the document either', async () => {
    const fetch: FetchLike = (request) => (isMedia(request) ? new Promise(() => undefined) : globalThis.fetch(request));
    const { managerWith } = await startStudio({ account: { posts: 2 } });
    const document = await managerWith({}, { fetch, timeoutMs: 50 }).collect({ probe: true });
    expect(document.recent_media).toHaveLength(2);
    expect(document.issues.map(({ message }) => message).join(' ')).toContain('did not answer in time');
  });

  it.each([
    'https://evil.test/v.mp4',
    'http://video.cdninstagram.com/v.mp4',
    'https://cdninstagram.com.evil.test/v.mp4',
    'https://evilcdninstagram.com/v.mp4',
    'https://video.cdninstagram.com@evil.test/v.mp4',
    'https://evil.test#.cdninstagram.com/v.mp4',
    'https://evil.test/.cdninstagram.com',
    'https://evil.test\\.cdninstagram.com/v.mp4',
    'https://video.cdninstagrаm.com/v.mp4',
    'https://xn--cdninstagrm-9fh.com/v.mp4',
    'https://127.0.0.1/v.mp4',
    'https://[::1]/v.mp4',
    'https://0x7f000001/v.mp4',
    'https://169.254.169.254/latest/meta-data',
    'http://metadata.google.internal/computeMetadata/v1/',
    '//evil.test/v.mp4',
    'file:///etc/passwd',
    'data:video/mp4;base64,AAAA',
  ])('of another host is not asked: %s', async (address) => {
    const asked: string[] = [];
    const fetch: FetchLike = (request) => {
      asked.push(new URL(request.url).origin);
      return globalThis.fetch(request);
    };
    const { managerWith, simulator } = await startStudio({ account: { posts: 1 } });
    const edit = (body: unknown): unknown =>
      JSON.parse(JSON.stringify(body), (key, value: unknown) => (key === 'media_url' ? address : value)) as unknown;
    simulator.addFault({ match: '/media', action: { kind: 'edit', edit } });
    const { recent_media, issues } = await managerWith({}, { fetch }).collect({ probe: true });
    expect(recent_media).toHaveLength(1);
    expect(issues.map(({ code }) => code)).toContain('media:address');
    expect(new Set(asked)).toEqual(new Set([new URL(simulator.url).origin]));
  });

  it('that redirects is not followed', async () => {
    const asked: string[] = [];
    const fetch: FetchLike = (request) => {
      asked.push(request.url);
      if (!isMedia(request)) return globalThis.fetch(request);
      return Promise.resolve(new Response(null, { status: 302, headers: { location: 'http://169.254.169.254/' } }));
    };
    const { managerWith } = await startStudio({ account: { posts: 1 } });
    const { issues } = await managerWith({}, { fetch }).collect({ probe: true });
    expect(issues.map(({ message }) => message).join()).toContain('HTTP 302');
    expect(asked.filter((url) => url.includes('169.254'))).toEqual([]);
  });
});
