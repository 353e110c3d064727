import { describe, expect, it } from 'vitest';

import { StorageError } from '../../../src/base/errors.ts';
import { loadMediabunny } from '../../../src/media/mediabunny.ts';
import {
  MediaProber,
  type MediaProberOptions,
  type ProbeItem,
  createProbeCache,
  probeMany,
} from '../../../src/media/media-prober.ts';
import type { ProgressEvent } from '../../../src/runtime/dependencies.ts';
import { createMemoryStore, type KeyValueStore } from '../../../src/runtime/stores.ts';
import { mp4Bytes } from '../../../src/testing/media-files/mp4-bytes.ts';
import { pngBytes } from '../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { readerOf, type CountingReader } from './reader.ts';

const clip = mp4Bytes({ size: 1_000_000, durationSeconds: 10, width: 1_080, height: 1_920 });

function proberOf(options: Partial<MediaProberOptions> = {}): MediaProber {
  return new MediaProber({ source: 'gcs', ...options });
}

function itemOf(name: string, options: Partial<ProbeItem> = {}): ProbeItem & { readonly opened: CountingReader[] } {
  const opened: CountingReader[] = [];
  const open = (): CountingReader => {
    const reader = readerOf(clip);
    opened.push(reader);
    return reader;
  };
  return { id: name, name, kind: 'video', identity: `${name}#1`, open, opened, ...options };
}

const forbidden = new StorageError('Forbidden.', { kind: 'permission', code: 'gcs:403', bucket: 'prints' });
const refused = { open: () => ({ size: 10, read: () => Promise.reject(forbidden) }) };

describe('MediaProber', () => {
  it('takes a file it has probed from the cache, without opening it', async () => {
    const cache = createProbeCache();
    const first = itemOf('a.mp4');
    const metadata = await proberOf({ cache }).probe(first);
    const again = itemOf('a.mp4');
    expect(await proberOf({ cache }).probe(again)).toEqual(metadata);
    expect(again.opened).toHaveLength(0);
    expect(metadata).toMatchObject({ duration_seconds: 10, bytes_read: 65_536 });
  });

  it('probes a new generation, another budget and an item without identity afresh', async () => {
    const cache = createProbeCache();
    await proberOf({ cache }).probe(itemOf('a.mp4'));
    const others: [MediaProber, ReturnType<typeof itemOf>][] = [
      [proberOf({ cache }), itemOf('a.mp4', { identity: 'a.mp4#2' })],
      [proberOf({ cache, maxBytes: 100_000 }), itemOf('a.mp4')],
      [proberOf({ cache, frames: 'scan' }), itemOf('a.mp4')],
      [proberOf({ cache }), itemOf('a.mp4', { identity: null })],
    ];
    for (const [prober, item] of others) {
      await prober.probe(item);
      expect(item.opened).toHaveLength(1);
    }
  });

  it('probes again where the entry is broken', async () => {
    const texts = new Map<string, string>();
    const store: KeyValueStore = {
      get: (key) => Promise.resolve(texts.get(key) ?? null),
      set: (key, value) => Promise.resolve(void texts.set(key, value)),
    };
    const cache = createProbeCache(store);
    await proberOf({ cache }).probe(itemOf('a.mp4'));
    const [key] = texts.keys();
    for (const broken of ['', '{"container":"mp4"', '{}', '[]', 'null', '{"container":"mp4","bytes_read":-1}']) {
      texts.set(key ?? '', broken);
      const item = itemOf('a.mp4');
      expect(await proberOf({ cache }).probe(item)).toMatchObject({ duration_seconds: 10 });
      expect(item.opened).toHaveLength(1);
    }
  });

  it('does not keep what could not be read', async () => {
    const cache = createProbeCache();
    await proberOf({ cache }).probe(itemOf('a.mp4', refused));
    expect(await proberOf({ cache }).probe(itemOf('a.mp4'))).toMatchObject({ duration_seconds: 10 });
  });

  it('reports a file that cannot be read and one that is broken, each once, with its name', async () => {
    const prober = proberOf();
    const metadata = await prober.probe(itemOf('a.mp4', refused));
    expect(metadata).toMatchObject({ width: null, unavailable: { width: 'forbidden' } });
    await prober.probe(itemOf('b.mp4', { open: () => readerOf(new Uint8Array(100)) }));
    expect(prober.issues).toEqual([
      expect.objectContaining({
        source: 'gcs',
        scope: 'media_probe',
        id: 'a.mp4',
        kind: 'permission',
        code: 'gcs:403',
      }),
      expect.objectContaining({ source: 'gcs', scope: 'media_probe', id: 'b.mp4', code: 'media:unreadable' }),
    ]);
  });

  it('reports a reader that cannot even be opened', async () => {
    const prober = proberOf();
    const open = (): never => {
      throw forbidden;
    };
    expect(await prober.probe(itemOf('a.mp4', { open }))).toMatchObject({ unavailable: { width: 'forbidden' } });
    expect(prober.issues).toHaveLength(1);
  });

  it('reports a missing mediabunny once for all files, and still reads images', async () => {
    let loads = 0;
    const prober = proberOf({
      loadParser: () => {
        loads += 1;
        return Promise.resolve(null);
      },
    });
    const still = { kind: 'image', open: () => readerOf(pngBytes({ size: 20_000, width: 64, height: 64 })) } as const;
    const records = await probeMany(prober, [
      itemOf('a.mp4'),
      itemOf('b.mp4'),
      itemOf('c.png', still),
      itemOf('d.mp4'),
    ]);
    expect(records.map((record) => record.unavailable['duration_seconds'])).toEqual([
      ...['unsupported', 'unsupported', 'not_applicable', 'unsupported'],
    ]);
    expect(records[2]).toMatchObject({ width: 64 });
    expect(prober.issues).toEqual([
      expect.objectContaining({ id: null, kind: 'unsupported', remedy: 'npm install mediabunny' }),
    ]);
    expect(loads).toBe(1);
  });

  it('goes on without a cache that fails, and says so once', async () => {
    const store: KeyValueStore = {
      get: () => Promise.reject(new Error('redis://user:password@host is down')),
      set: () => Promise.reject(new Error('redis://user:password@host is down')),
    };
    const prober = proberOf({ cache: createProbeCache(store) });
    expect(await prober.probe(itemOf('a.mp4'))).toMatchObject({ duration_seconds: 10 });
    await prober.probe(itemOf('b.mp4'));
    expect(prober.issues).toEqual([expect.objectContaining({ kind: 'io', code: 'media:cache_failed', id: null })]);
    expect(JSON.stringify(prober.issues)).not.toContain('password');
  });
});

describe('createProbeCache', () => {
  it('keeps records apart from what else is in the store', async () => {
    const store = createMemoryStore();
    await store.set('a', 'mine');
    const cache = createProbeCache(store);
    expect(await cache.get('a')).toBeNull();
    await cache.set('a', await proberOf().probe(itemOf('a.mp4')));
    expect(await store.get('a')).toBe('mine');
    expect(await cache.get('a')).toMatchObject({ duration_seconds: 10 });
  });
});

describe('probeMany', () => {
  it('gives one record an item in their order, no more at a time than asked, and reports each', async () => {
    let running = 0;
    let most = 0;
    const slowly = (name: string): ProbeItem =>
      itemOf(name, {
        open: () => {
          const reader = readerOf(mp4Bytes({ size: 9_000, durationSeconds: Number(name), width: 64, height: 64 }));
          return {
            size: reader.size,
            read: async (start, end, signal) => {
              running += 1;
              most = Math.max(most, running);
              await new Promise((resolve) => setTimeout(resolve, 1));
              running -= 1;
              return reader.read(start, end, signal);
            },
          };
        },
      });
    const events: ProgressEvent[] = [];
    const records = await probeMany(proberOf(), ['1', '2', '3', '4', '5', '6', '7'].map(slowly), {
      ...{ concurrency: 3, source: 'gcs', onProgress: (event) => void events.push(event) },
    });
    expect(records.map((record) => record.duration_seconds)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(3);
    expect(events.map(({ done, total, step, source }) => ({ done, total, step, source }))).toEqual(
      [1, 2, 3, 4, 5, 6, 7].map((done) => ({ done, total: 7, step: 'probe', source: 'gcs' })),
    );
  });

  it('ends all with the caller’s own reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const items = ['a', 'b', 'c', 'd'].map((name) => itemOf(name));
    const onProgress = (): void => {
      controller.abort(reason);
    };
    const run = probeMany(proberOf(), items, { concurrency: 1, signal: controller.signal, onProgress });
    await expect(run).rejects.toBe(reason);
    expect(items.flatMap((item) => item.opened)).toHaveLength(1);
  });

  it('loses no file to another', async () => {
    const prober = proberOf();
    const records = await probeMany(prober, [itemOf('a', refused), itemOf('b'), itemOf('c', refused), itemOf('d')]);
    expect(records.map((record) => record.duration_seconds)).toEqual([null, 10, null, 10]);
    expect(prober.issues.map((issue) => issue.id)).toEqual(['a', 'c']);
  });
});

describe('loadMediabunny', () => {
  it('leaves the console of the host as it was', async () => {
    const { Logging } = await import('mediabunny');
    const before = Logging.level;
    const loadParser = loadMediabunny;
    await probeMany(proberOf({ loadParser }), [itemOf('a'), itemOf('b'), itemOf('c')]);
    expect(Logging.level).toBe(before);
  });
});
