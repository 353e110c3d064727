import { afterEach, describe, expect, it } from 'vitest';

import { isThumbnail, THUMBNAIL_LIMITS, thumbnailTypeOf } from '../../../src/documents/media.ts';
import { jpegBytes, pngBytes } from '../../../src/testing/index.ts';
import type { MediaNode } from '../../../src/testing/graph/dataset/graph-dataset.ts';
import type { FetchLike } from '../../../src/runtime/dependencies.ts';
import { closeStudios, startStudio } from './studio.ts';

afterEach(closeStudios);

const WEBP = Uint8Array.from(Buffer.from('RIFF\u0010\0\0\0WEBPVP8L\u0003\0\0\0', 'latin1'));
const sized = (size: number): { thumbnail: ReturnType<typeof jpegBytes> } => ({
  thumbnail: jpegBytes({ size, width: 64, height: 64 }),
});
const idsOf = (media: readonly MediaNode[]): string[] => media.map(({ id }) => id);

describe('the thumbnails of posts', () => {
  it('are the thumbnail of a video, a picture itself and the first picture of an album', async () => {
    const { manager, dataset, simulator } = await startStudio({
      account: { posts: 12, mix: { reels: 1, image: 1, carousel: 1 } },
    });
    const media = dataset.media.slice(0, 10);
    expect(new Set(media.map(({ media_type }) => media_type))).toEqual(new Set(['VIDEO', 'IMAGE', 'CAROUSEL_ALBUM']));
    const thumbnails = await manager.getThumbnails(idsOf(media));
    expect(thumbnails.issues).toEqual([]);
    expect(Object.keys(thumbnails.images).sort()).toEqual(idsOf(media).sort());
    for (const uri of Object.values(thumbnails.images)) expect(isThumbnail(uri)).toBe(true);
    // A token to the media host would be among the misuses; a film is never read.
    expect(simulator.stats().misuse).toEqual([]);
    const videos = media.filter(({ media_type }) => media_type === 'VIDEO');
    const paths = simulator.requests.map(({ path }) => path);
    expect(videos.flatMap(({ id }) => paths.filter((path) => path.startsWith(`/cdn/media/${id}`)))).toEqual([]);
    // No address is in it.
    expect(JSON.stringify(thumbnails)).not.toMatch(/https?:|oh=|_nc_/);
  });

  it('are known by their bytes, whatever the server says they are', async () => {
    const kinds: readonly Partial<MediaNode>[] = [
      { thumbnail: pngBytes({ size: 4_096, width: 64, height: 64 }) },
      { thumbnail: WEBP },
      { thumbnail: Uint8Array.from(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')) },
      { thumbnail: Uint8Array.from(Buffer.from('GIF89a0000000000')) },
      { thumbnail: new Uint8Array() },
    ];
    const { manager, dataset } = await startStudio({
      account: { posts: 5 },
      media: (media) => media.map((post, index) => ({ ...post, ...kinds[index] })),
    });
    const { images, issues } = await manager.getThumbnails(idsOf(dataset.media));
    const [png, webp, ...others] = idsOf(dataset.media).map((id) => images[id]);
    expect(png?.startsWith('data:image/png;base64,')).toBe(true);
    expect(webp?.startsWith('data:image/webp;base64,')).toBe(true);
    expect(others).toEqual([undefined, undefined, undefined]);
    expect(issues).toMatchObject([{ scope: 'thumbnails', id: null, code: 'media:no_picture' }]);
    expect(issues[0]?.message).toMatch(/^3 of 5 thumbnails are missing\./);
  });

  it('are left out where one is too large, and where all together are', async () => {
    const { imageBytes, totalBytes, images: most } = THUMBNAIL_LIMITS;
    const { manager, dataset } = await startStudio({
      account: { posts: most },
      media: (media) => media.map((post, index) => ({ ...post, ...sized(index === 0 ? imageBytes + 1 : imageBytes) })),
    });
    const { images, issues } = await manager.getThumbnails(idsOf(dataset.media));
    expect(Object.keys(images)).toEqual(idsOf(dataset.media).slice(1, 1 + totalBytes / imageBytes));
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ code: 'media:budget', kind: 'truncated' });
  });

  it.each([
    ['another host', 'https://pictures.example.com/a.jpg?oh=00_Secret', 'names a host'],
    ['no https', 'http://scontent.cdninstagram.com/a.jpg?oh=00_Secret', 'names a host'],
    ['a host that only ends like one', 'https://evilcdninstagram.com/a.jpg?oh=00_Secret', 'names a host'],
    ['a file', 'file:///etc/passwd', 'names a host'],
    ['no address', 'scontent', 'is no address'],
  ])('are not fetched from %s, and the address is in no issue', async (_what, address, problem) => {
    const asked: string[] = [];
    const fetch: FetchLike = (request) => {
      asked.push(request.url);
      return globalThis.fetch(request);
    };
    const { managerWith, dataset, simulator } = await startStudio({
      account: { posts: 2 },
      media: (media) => media.map((post, index) => (index === 0 ? { ...post, thumbnail_url: address } : post)),
    });
    const { images, issues } = await managerWith({}, { fetch }).getThumbnails(idsOf(dataset.media));
    expect(Object.keys(images)).toEqual(idsOf(dataset.media).slice(1));
    expect(issues[0]?.message).toContain(problem);
    expect(JSON.stringify(issues)).not.toContain('Secret');
    expect(asked.every((url) => url.startsWith(simulator.url))).toBe(true);
  });

  it('are not there for a post without a picture, nor for an album of films', async () => {
    const { manager, dataset, simulator } = await startStudio({
      account: { posts: 4, mix: { reels: 1, carousel: 1 } },
    });
    const without = (key: string, value: unknown): unknown => {
      if (key === 'thumbnail_url') return undefined;
      return key === 'children' ? { data: [{ id: '1', media_type: 'VIDEO' }] } : value;
    };
    simulator.addFault({
      match: ({ query }) => (query.get('fields') ?? '').includes('thumbnail_url'),
      action: { kind: 'edit', edit: (json) => JSON.parse(JSON.stringify(json, without)) as unknown },
    });
    const { images, issues } = await manager.getThumbnails(idsOf(dataset.media));
    expect(images).toEqual({});
    expect(issues).toMatchObject([{ code: 'media:no_picture' }]);
    expect(issues[0]?.message).toContain('The post has no picture address');
  });

  it('are all missing for the one reason when the token is refused', async () => {
    const { manager, dataset, simulator } = await startStudio({ account: { posts: 2 } });
    simulator.breakToken(simulator.token, 463);
    const { images, issues } = await manager.getThumbnails(idsOf(dataset.media));
    expect(images).toEqual({});
    expect(issues).toMatchObject([{ kind: 'auth' }]);
    expect(issues[0]?.message).toMatch(/^2 of 2 thumbnails are missing\./);
  });

  it('follow no redirect', async () => {
    const { managerWith, dataset } = await startStudio({ account: { posts: 1 } });
    let followed = false;
    const fetch: FetchLike = (request) => {
      if (!request.url.includes('/cdn/')) return globalThis.fetch(request);
      followed ||= request.redirect !== 'manual';
      return Promise.resolve(new Response(null, { status: 302, headers: { location: 'https://evil.example/a.jpg' } }));
    };
    const { images, issues } = await managerWith({}, { fetch }).getThumbnails(idsOf(dataset.media));
    expect([images, followed]).toEqual([{}, false]);
    expect(issues[0]?.message).toContain('answered with HTTP 302');
  });

  it('cost one issue when Graph refuses, the server hangs or sends without end', async () => {
    const endless: FetchLike = (request) =>
      request.url.includes('/cdn/')
        ? Promise.resolve(
            new Response(
              new ReadableStream({
                pull: (stream) => {
                  stream.enqueue(new Uint8Array(65_536).fill(0xff));
                },
              }),
            ),
          )
        : globalThis.fetch(request);
    const hanging: FetchLike = (request) =>
      request.url.includes('/cdn/') ? new Promise(() => undefined) : globalThis.fetch(request);
    const down: FetchLike = () => Promise.reject(new TypeError('fetch failed'));
    for (const fetch of [endless, hanging, down]) {
      const { managerWith, dataset } = await startStudio({ account: { posts: 3 } });
      const manager = managerWith({}, { fetch, timeoutMs: 50 });
      const { images, issues } = await manager.getThumbnails(idsOf(dataset.media));
      expect(images).toEqual({});
      expect(issues).toHaveLength(1);
      expect(issues[0]?.message).toMatch(/^3 of 3 thumbnails are missing\./);
    }
  });

  it('are of at most ten posts, and end with the abort reason of the caller', async () => {
    const { manager, dataset } = await startStudio({ account: { posts: 11 } });
    await expect(manager.getThumbnails(idsOf(dataset.media))).rejects.toMatchObject({ name: 'ArgumentError' });
    const reason = new Error('enough');
    const stopped = manager.getThumbnails(idsOf(dataset.media).slice(0, 2), { signal: AbortSignal.abort(reason) });
    await expect(stopped).rejects.toBe(reason);
  });
});

describe('a picture in a document', () => {
  const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1);
  const uri = (type: string, bytes: Uint8Array): string =>
    `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;

  it.each([
    ['a JPEG', uri('image/jpeg', jpeg), true],
    ['a WebP', uri('image/webp', WEBP), true],
    ['a JPEG that says it is a PNG', uri('image/png', jpeg), false],
    ['a drawing with a script', uri('image/svg+xml', Buffer.from('<svg onload="1"/>')), false],
    ['a page', uri('text/html', Buffer.from('<b>')), false],
    ['markup behind the picture', `${uri('image/jpeg', jpeg)}"><script>1</script>`, false],
    ['an address', 'https://scontent.cdninstagram.com/a.jpg', false],
    ['one that is too large', uri('image/jpeg', new Uint8Array(400_003).fill(0xff).fill(0xd8, 1, 2)), false],
    ['nothing', '', false],
  ])('is taken or not: %s', (_what, text, taken) => {
    expect(isThumbnail(text)).toBe(taken);
  });

  it('is of no format without bytes', () => {
    expect(thumbnailTypeOf(new Uint8Array())).toBeNull();
  });
});
