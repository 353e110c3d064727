import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import fs, { readdirSync } from 'node:fs';
import {
  chmod,
  type FileHandle,
  lstat,
  mkdir,
  open,
  readdir,
  readFile,
  readlink,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it, vi } from 'vitest';

import { isExportError } from '../../../src/base/errors.ts';
import { numbered, writeFileAtomic, writeNewFile } from '../../../src/runtime/atomic-write.ts';
import { useTemporaryFolder } from './temporary-folder.ts';

const folder = useTemporaryFolder();

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

async function* pieces<T>(...items: T[]): AsyncGenerator<T> {
  for (const item of items) {
    await Promise.resolve();
    yield item;
  }
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

describe('a path with a NUL', () => {
  it.each([writeFileAtomic, writeNewFile])('is refused as a path', async (write) => {
    const error = await thrownBy(write(folder.path('a\0b.json'), 'x'));
    expect(isExportError(error) && error.code).toBe('io:EINVAL');
  });
});

describe('writeFileAtomic', () => {
  it('writes text, and says how large it is and what its hash is', async () => {
    const path = folder.path('a.json');
    const text = '{"caption":"Ästhetik 🎬"}';
    const written = await writeFileAtomic(path, text);
    expect(await readFile(path, 'utf8')).toBe(text);
    // 'Ä' takes 2 bytes, '🎬' takes 4
    expect(written).toEqual({ path, size_bytes: Buffer.byteLength(text), sha256: sha256(text) });
  });

  it.each([
    ['bytes', () => new Uint8Array([0, 255, 10]), Buffer.from([0, 255, 10])],
    [
      'pieces of text and bytes',
      () => pieces<string | Uint8Array>('a\n', new Uint8Array([98]), ''),
      Buffer.from('a\nb'),
    ],
    ['no pieces', () => pieces<string>(), Buffer.alloc(0)],
    ['an empty text', () => '', Buffer.alloc(0)],
  ])('writes %s', async (_name, make, expected) => {
    const path = folder.path('a.bin');
    const written = await writeFileAtomic(path, make());
    expect(await readFile(path)).toEqual(expected);
    expect(written).toMatchObject({ size_bytes: expected.byteLength, sha256: sha256(expected) });
  });

  it('makes the folders that are missing', async () => {
    const path = folder.path('a', 'b', 'c.txt');
    await writeFileAtomic(path, 'x');
    expect(await readFile(path, 'utf8')).toBe('x');
  });

  it('has every byte on the disk before the file gets its name', async () => {
    const path = folder.path('synced.json');
    const names: string[][] = [];
    const sync = vi.spyOn(fs, 'fsync').mockImplementation((_descriptor, done) => {
      names.push(readdirSync(folder.path('.')));
      done(null);
    });
    await writeFileAtomic(path, 'whole');
    sync.mockRestore();
    expect(names).toEqual([[expect.stringMatching(/\.tmp$/)]]);
    expect(await readFile(path, 'utf8')).toBe('whole');
  });

  it("writes where file handles cannot sync, as under Yarn's Plug'n'Play", async () => {
    const handle = await open(folder.path('any'), 'w');
    const { prototype } = handle.constructor as { prototype: FileHandle };
    await handle.close();
    const sync = vi.spyOn(prototype, 'sync').mockRejectedValue(new Error('Method not implemented.'));
    await writeFileAtomic(folder.path('written.json'), 'whole');
    sync.mockRestore();
    expect(await readFile(folder.path('written.json'), 'utf8')).toBe('whole');
  });

  it('replaces a file and leaves nothing else behind', async () => {
    const path = folder.path('a.txt');
    await writeFile(path, 'old');
    await writeFileAtomic(path, 'new');
    expect(await readFile(path, 'utf8')).toBe('new');
    expect(await readdir(folder.path())).toEqual(['a.txt']);
  });

  it('compresses, and measures the bytes that are on the disk', async () => {
    const path = folder.path('a.ndjson.gz');
    const line = `${'x'.repeat(99)}\n`;
    const written = await writeFileAtomic(path, pieces(...Array.from({ length: 5_000 }, () => line)), { gzip: true });
    const bytes = await readFile(path);
    expect(gunzipSync(bytes).toString()).toBe(line.repeat(5_000));
    expect(written).toEqual({ path, size_bytes: bytes.byteLength, sha256: sha256(bytes) });
    expect(written.size_bytes).toBeLessThan(50_000);
  });

  it('gives the same bytes for the same input, compressed too', async () => {
    const first = await writeFileAtomic(folder.path('a.gz'), 'same', { gzip: true });
    const second = await writeFileAtomic(folder.path('b.gz'), 'same', { gzip: true });
    expect(first.sha256).toBe(second.sha256);
  });

  it('keeps the old file and clears up when the data breaks off', async () => {
    const path = folder.path('a.txt');
    await writeFile(path, 'old');
    const error = new TypeError('bug in the caller');
    async function* broken(): AsyncGenerator<string> {
      yield 'half'.repeat(50_000);
      await Promise.resolve();
      throw error;
    }
    for (const gzip of [false, true]) {
      expect(await thrownBy(writeFileAtomic(path, broken(), { gzip }))).toBe(error);
    }
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder.path())).toEqual(['a.txt']);
  });

  it("ends with the signal's own reason, keeps the old file and closes the data", async () => {
    const path = folder.path('a.txt');
    await writeFile(path, 'old');
    const controller = new AbortController();
    let closed = false;
    async function* endless(): AsyncGenerator<string> {
      try {
        for (let count = 0; ; count += 1) {
          if (count === 3) controller.abort({ because: 'the user left' });
          await new Promise((resolve) => setImmediate(resolve));
          yield 'x'.repeat(100_000);
        }
      } finally {
        closed = true;
      }
    }
    const reason = await thrownBy(writeFileAtomic(path, endless(), { signal: controller.signal }));
    expect(reason).toEqual({ because: 'the user left' });
    expect(reason).toBe(controller.signal.reason);
    await vi.waitFor(() => {
      expect(closed).toBe(true);
    });
    expect(await readFile(path, 'utf8')).toBe('old');
    expect(await readdir(folder.path())).toEqual(['a.txt']);
  });

  it('ends on an abort even while the data gives nothing', async () => {
    const controller = new AbortController();
    const stuck: AsyncIterable<string> = {
      [Symbol.asyncIterator]: () => ({ next: () => new Promise(() => undefined) }),
    };
    const result = thrownBy(writeFileAtomic(folder.path('a.txt'), stuck, { signal: controller.signal }));
    setTimeout(() => {
      controller.abort('enough');
    }, 10);
    expect(await result).toBe('enough');
    expect(await readdir(folder.path())).toEqual([]);
  });

  it('does not take a reason that looks like an error of the disk for one', async () => {
    const controller = new AbortController();
    const reason = await thrownBy(readFile(folder.path('none')));
    async function* aborting(): AsyncGenerator<string> {
      await Promise.resolve();
      yield 'x';
      controller.abort(reason);
      yield 'y';
    }
    const result = thrownBy(writeFileAtomic(folder.path('a.txt'), aborting(), { signal: controller.signal }));
    expect(await result).toBe(reason);
  });

  it('writes nothing when the signal had aborted before', async () => {
    const result = thrownBy(writeFileAtomic(folder.path('a', 'b.txt'), 'x', { signal: AbortSignal.abort('before') }));
    expect(await result).toBe('before');
    expect(await readdir(folder.path())).toEqual([]);
  });

  it.each([
    ['a folder in its place', async () => mkdir(folder.path('taken')), ['taken'], 'EISDIR'],
    ['a file in place of a folder', async () => writeFile(folder.path('taken'), ''), ['taken', 'a.txt'], 'ENOTDIR'],
  ])('names %s as an ExportError with a remedy', async (_name, prepare, parts, code) => {
    await prepare();
    const error = await thrownBy(writeFileAtomic(folder.path(...parts), 'x'));
    expect(isExportError(error)).toBe(true);
    expect(error).toMatchObject({ kind: 'io', retryable: false });
    // Which of the two the system says depends on the call that notices first.
    expect([`io:${code}`, 'io:EEXIST']).toContain((error as { code: string }).code);
    expect((error as { remedy: string }).remedy).not.toBe('');
    expect((error as Error).message).toContain(folder.path(...parts));
    expect((error as Error).cause).toBeUndefined();
    expect(await readdir(folder.path())).toEqual(['taken']);
  });

  it.skipIf(process.platform === 'win32')('gives exactly the permissions asked for, whatever the umask', async () => {
    const umask = process.umask(0o077);
    try {
      await writeFileAtomic(folder.path('a'), 'x', { mode: 0o644 });
      await writeFileAtomic(folder.path('b'), 'x', { mode: 0o600 });
    } finally {
      process.umask(umask);
    }
    expect((await stat(folder.path('a'))).mode & 0o777).toBe(0o644);
    expect((await stat(folder.path('b'))).mode & 0o777).toBe(0o600);
  });

  it.skipIf(process.platform === 'win32')('keeps the permissions of the file it replaces', async () => {
    const path = folder.path('a');
    await writeFile(path, 'old');
    await chmod(path, 0o640);
    await writeFileAtomic(path, 'new');
    expect((await stat(path)).mode & 0o777).toBe(0o640);
  });

  it.skipIf(process.platform === 'win32')('writes through a symbolic link, which stays one', async () => {
    await mkdir(folder.path('real'));
    await writeFile(folder.path('real', 'a.txt'), 'old');
    await symlink(folder.path('real', 'a.txt'), folder.path('link.txt'));
    await writeFileAtomic(folder.path('link.txt'), 'new');
    expect(await readlink(folder.path('link.txt'))).toBe(folder.path('real', 'a.txt'));
    expect(await readFile(folder.path('real', 'a.txt'), 'utf8')).toBe('new');
    expect(await readdir(folder.path('real'))).toEqual(['a.txt']);
  });

  it('never shows a reader half a file', async () => {
    const path = folder.path('a.json');
    const versions = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(300_000));
    await writeFileAtomic(path, 'a'.repeat(300_000));
    const state = { writing: true };
    const reader = (async () => {
      let reads = 0;
      while (state.writing) {
        expect(versions).toContain(await readFile(path, 'utf8'));
        reads += 1;
      }
      return reads;
    })();
    await Promise.all(versions.map((text) => writeFileAtomic(path, text)));
    state.writing = false;
    expect(await reader).toBeGreaterThan(0);
    expect(await readdir(folder.path())).toEqual(['a.json']);
  });

  test.prop([fc.array(fc.string({ unit: 'grapheme', maxLength: 2_000 }), { maxLength: 20 })], { numRuns: 20 })(
    'writes the pieces one after the other, whatever their sizes',
    async (texts) => {
      const whole = texts.join('');
      const written = await writeFileAtomic(folder.path('a'), pieces(...texts));
      expect(written.size_bytes).toBe(Buffer.byteLength(whole));
      expect(written.sha256).toBe(sha256(whole));
    },
  );
});

describe('writeNewFile', () => {
  it('takes the name itself while it is free, then numbers', async () => {
    const path = folder.path('x.json.gz');
    const paths = [];
    for (const text of ['1', '2', '3']) paths.push((await writeNewFile(path, text)).path);
    expect(paths).toEqual([path, folder.path('x_2.json.gz'), folder.path('x_3.json.gz')]);
    expect(await readFile(path, 'utf8')).toBe('1');
    expect(await readdir(folder.path())).toEqual(['x.json.gz', 'x_2.json.gz', 'x_3.json.gz']);
  });

  it('gives writers of the same moment a name each', async () => {
    const path = folder.path('x.json');
    const texts = Array.from({ length: 12 }, (_, index) => `text ${String(index)}`);
    const written = await Promise.all(texts.map((text) => writeNewFile(path, text)));
    expect(new Set(written.map((file) => file.path)).size).toBe(12);
    for (const [index, file] of written.entries()) expect(await readFile(file.path, 'utf8')).toBe(texts[index]);
    expect(await readdir(folder.path())).toHaveLength(12);
  });

  it('never writes through a link in its place', async () => {
    await writeFile(folder.path('other.txt'), 'precious');
    await symlink(folder.path('other.txt'), folder.path('x.txt'));
    const written = await writeNewFile(folder.path('x.txt'), 'new');
    expect(written.path).toBe(folder.path('x_2.txt'));
    expect(await readFile(folder.path('other.txt'), 'utf8')).toBe('precious');
  });

  it('leaves nothing behind when the data breaks off', async () => {
    async function* broken(): AsyncGenerator<string> {
      await Promise.resolve();
      yield 'half';
      throw new Error('broken');
    }
    expect(await thrownBy(writeNewFile(folder.path('x.txt'), broken()))).toMatchObject({ message: 'broken' });
    expect(await readdir(folder.path())).toEqual([]);
  });
});

describe('numbered', () => {
  it.each([
    ['x.json', 'x_2.json'],
    ['x.json.gz', 'x_2.json.gz'],
    ['x.gz', 'x_2.gz'],
    ['x.v1.json', 'x.v1_2.json'],
    ['x', 'x_2'],
    ['.hidden', '.hidden_2'],
    ['out.d/x', 'out.d/x_2'],
    ['out.d/x.tar.gz', 'out.d/x_2.tar.gz'],
  ])('makes %s into %s', (path, expected) => {
    expect(numbered(path, 2)).toBe(expected);
  });
});

describe('what is no regular file', () => {
  it('is refused and stays what it is', async () => {
    const pipe = folder.path('pipe');
    execFileSync('mkfifo', [pipe]);
    const error = await thrownBy(writeFileAtomic(pipe, 'x'));
    expect(error).toMatchObject({ name: 'ExportError', kind: 'io', code: 'io:not_a_file' });
    expect((await lstat(pipe)).isFIFO()).toBe(true);
    expect(await thrownBy(writeFileAtomic('/dev/null', 'x'))).toMatchObject({ code: 'io:not_a_file' });
    expect((await lstat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  it('but a link whose file is not there yet, gets its file and stays a link', async () => {
    const link = folder.path('link.json');
    await symlink('later/data.json', link);
    await writeFileAtomic(link, '1');
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect(await readFile(folder.path('later', 'data.json'), 'utf8')).toBe('1');
  });

  it('but a link in a circle, is refused', async () => {
    await symlink('b', folder.path('a'));
    await symlink('a', folder.path('b'));
    expect(await thrownBy(writeFileAtomic(folder.path('a'), 'x'))).toMatchObject({ code: 'io:ELOOP' });
  });
});

describe('temporary files', () => {
  it('can be read by their owner alone, whatever mode the file gets', async () => {
    const modes: number[] = [];
    const data = (async function* (): AsyncGenerator<string> {
      yield 'a'.repeat(100_000);
      for (const name of await readdir(folder.path())) modes.push((await stat(folder.path(name))).mode & 0o777);
      yield 'b';
    })();
    await writeFileAtomic(folder.path('x.txt'), data, { mode: 0o644 });
    expect(modes).toEqual([0o600]);
    expect((await stat(folder.path('x.txt'))).mode & 0o777).toBe(0o644);
  });

  it('of processes that were killed are removed by the next write, those of living ones are not', async () => {
    const script = `
      const { writeFileAtomic } = await import(${JSON.stringify(new URL('../../../src/runtime/atomic-write.ts', import.meta.url).href)});
      console.log('up');
      for (let n = 0; ; n += 1) await writeFileAtomic(${JSON.stringify(folder.path('token.json'))}, 'x'.repeat(2_000_000), { mode: 0o600 });
    `;
    const kill = async (): Promise<void> => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      // Until a temporary file is there: then it is killed in the middle of a write.
      await vi.waitFor(async () => {
        expect((await readdir(folder.path())).some((name) => name.endsWith('.tmp'))).toBe(true);
      });
      const exit = once(child, 'exit');
      child.kill('SIGKILL');
      await exit;
    };
    for (let count = 0; count < 3; count += 1) await kill();
    const foreign = `.insight-00000000-${String(process.pid)}-0123456789abcdef.tmp`;
    await writeFile(folder.path(foreign), 'of another machine');
    await writeFileAtomic(folder.path('token.json'), 'whole');
    expect((await readdir(folder.path())).sort()).toEqual([foreign, 'token.json']);
    expect(await readFile(folder.path('token.json'), 'utf8')).toBe('whole');
  }, 30_000);
});
