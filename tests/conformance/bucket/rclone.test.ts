import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { afterEach, beforeAll, describe, expect, it } from 'vitest';

import { fillerBytes } from '../../../src/testing/bucket/media-reply.ts';
import type { BucketSimulator } from '../../../src/testing/bucket/start-bucket-simulator.ts';
import { SHAPES, startShape, type Truth, truthOf } from './client-buckets.ts';

const run = promisify(execFile);

const installed = await run('rclone', ['version']).then(
  () => true,
  (error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  },
);

describe.skipIf(!installed)('rclone', () => {
  let simulator: BucketSimulator;
  afterEach(async () => {
    const { misuse } = simulator.stats();
    await simulator.close();
    expect(misuse).toEqual([]);
  });

  /** Runs a command on `path` in the bucket, without configuration and without credentials. */
  const rclone = async (command: string, path: string, ...flags: string[]): Promise<Buffer> => {
    const remote = `:gcs:${simulator.bucket}/${path}`;
    const endpoint = ['--gcs-endpoint', `${simulator.url}/storage/v1/`, '--gcs-anonymous'];
    const options = {
      encoding: 'buffer',
      maxBuffer: 2 ** 28,
      env: { ...process.env, RCLONE_CONFIG: '/dev/null' },
    } as const;
    const { stdout } = await run('rclone', [command, remote, ...endpoint, ...flags], options);
    return stdout;
  };

  /** Lists files as rclone shows them: rclone shows an object whose name ends in a slash as a directory. */
  const files = (): Truth[] => truthOf(simulator).filter(({ name }) => !name.endsWith('/'));

  it.each(SHAPES)('agrees on size and names of a %s bucket', async (shape) => {
    simulator = await startShape(shape);
    const truth = files();
    const both = [rclone('size', '', '--json'), rclone('lsjson', '', '-R', '--files-only')];
    const [sized = '', named = ''] = (await Promise.all(both)).map((output) => output.toString());
    const size = JSON.parse(sized) as { count: number; bytes: number };
    expect(size).toMatchObject({ count: truth.length, bytes: truth.reduce((sum, file) => sum + file.size, 0) });
    const listed = JSON.parse(named) as { Path: string; Size: number }[];
    const byName = (left: Truth, right: Truth): number => (left.name < right.name ? -1 : 1);
    const found = listed.map((file) => ({ name: file.Path, size: file.Size }));
    expect(found.sort(byName)).toEqual(truth.sort(byName));
  });

  it('walks folder by folder to the same result', async () => {
    simulator = await startShape('tree');
    const size = JSON.parse((await rclone('size', '', '--json', '--disable', 'ListR')).toString()) as { count: number };
    expect(size.count).toBe(files().length);
  });

  it('reads objects and ranges', async () => {
    simulator = await startShape('flat', 10);
    expect((await rclone('cat', 'known/ten.txt')).toString()).toBe('0123456789');
    expect((await rclone('cat', 'known/ünï\u{1F600} 100%.txt')).toString()).toBe('grüße');
    expect((await rclone('cat', 'known/ten.txt', '--offset', '3', '--count', '4')).toString()).toBe('3456');
    expect((await rclone('cat', 'known/filler.bin')).equals(fillerBytes(0, 300_000))).toBe(true);
  });
});

describe.runIf(!installed)('rclone', () => {
  beforeAll(() => {
    process.stderr.write('rclone is not installed: its conformance is not tested.\n');
  });
  it.skip('is not installed', () => undefined);
});
