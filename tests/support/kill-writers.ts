import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { createFileLedgerStore } from '../../src/runtime/history/ledger-store.ts';
import { createFileSnapshotStore } from '../../src/runtime/history/snapshot-store.ts';
import { createFileStore, createFileTokenStore } from '../../src/runtime/stores.ts';
import type { InstagramConfig } from '../../src/runtime/platform-configs.ts';
import type { BucketSimulator } from '../../src/testing/bucket/start-bucket-simulator.ts';
import { compileProgram } from './compile-program.ts';

/** What is there after processes were killed while they wrote. */
export interface Killed {
  readonly kills: number;
  /** Writes the killed processes had finished, by store. */
  readonly written: Readonly<Record<string, number>>;
  /** Temporary files found right after the kills: writes that were cut. */
  readonly cut: number;
  /** Each a sentence: a file that is half, an entry that is gone, a store that cannot be read. */
  readonly broken: readonly string[];
  /** Temporary files, and those that others may read, after one more run. */
  readonly leftOver: readonly string[];
}

const WRITER = fileURLToPath(new URL('write-until-killed.ts', import.meta.url));
/** Stores are quick to write; a process that wrote them too would be killed before its first document. */
const WRITTEN_TOGETHER: readonly (readonly string[])[] = [
  ['ledger', 'history', 'token', 'values'],
  ['exports', 'collections'],
];
const FOLDERS = ['ledger', 'history', 'token', 'values', 'exports', 'collections'] as const;

/** What the writers write. */
export interface KillSubject {
  readonly bucket: BucketSimulator;
  /** How to reach an account. */
  readonly account: InstagramConfig;
  readonly snapshot: unknown;
}

/** Up to so long after its first write a process is killed. */
const RANDOM_MS = 400;

/** Processes that write at the same time. */
const AT_ONCE = 2;

/**
 * Starts processes that write to all stores and to exports, two at a time, kills each at a random moment, and reads
 * everything when both are gone.
 *
 * @param random - from 0 to 1; the moment of the kill
 */
export async function killWriters(
  folder: string,
  { bucket, account, snapshot }: KillSubject,
  { kills, random = Math.random }: { readonly kills: number; readonly random?: () => number },
): Promise<Killed> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'snapshot.json'), JSON.stringify(snapshot));
  await writeFile(join(folder, 'account.json'), JSON.stringify(account));
  const writer = await compileProgram(WRITER);
  const written: Record<string, number> = {};
  const said = new Set<string>();
  const read = new Set<string>();
  const broken: string[] = [];
  let cut = 0;
  const start = (name: string, stores: readonly string[], ...once: readonly string[]): ChildProcess =>
    spawn(process.execPath, [writer, folder, name, bucket.bucket, bucket.url, stores.join(','), ...once], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const run = async (child: ChildProcess, onFirst: () => void): Promise<void> => {
    const ended = new Promise((resume) => child.once('close', resume));
    let isFirst = true;
    if (child.stdout !== null)
      for await (const line of createInterface({ input: child.stdout })) {
        if (isFirst) onFirst();
        isFirst = false;
        const [store = ''] = line.split(' ');
        written[store] = (written[store] ?? 0) + 1;
        said.add(line);
      }
    await ended;
  };
  const killOne = async (kill: number): Promise<void> => {
    const child = start(`k${String(kill)}`, WRITTEN_TOGETHER[kill % WRITTEN_TOGETHER.length] ?? FOLDERS);
    await run(child, () => setTimeout(() => child.kill('SIGKILL'), random() * RANDOM_MS));
  };
  for (let kill = 0; kill < kills; kill += AT_ONCE) {
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, kills - kill) }, (_, index) => killOne(kill + index)));
    cut += (await temporariesIn(folder)).length;
    broken.push(
      ...(await brokenIn(folder, said, bucket, read)).map((what) => `after kill ${String(kill + 1)}: ${what}`),
    );
  }
  await run(start('last', FOLDERS, 'once'), () => undefined);
  broken.push(...(await brokenIn(folder, said, bucket, read)));
  return { kills, written, cut, broken, leftOver: await temporariesIn(folder) };
}

async function temporariesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const part of FOLDERS) {
    const found = await readdir(join(folder, part)).catch(() => []);
    for (const name of found.filter((each) => each.endsWith('.tmp'))) {
      const { mode } = await stat(join(folder, part, name));
      names.push(`${part}/${name}${(mode & 0o077) === 0 ? '' : ' which others may read'}`);
    }
  }
  return names;
}

async function brokenIn(
  folder: string,
  said: ReadonlySet<string>,
  bucket: BucketSimulator,
  /** Documents that were read before: none is written twice. */
  read: Set<string>,
): Promise<string[]> {
  const broken: string[] = [];
  const check = async (what: string, holds: () => Promise<boolean>): Promise<void> => {
    const isTrue = await holds().catch((error: unknown) => {
      broken.push(`${what}: ${String(error)}`);
      return true;
    });
    if (!isTrue) broken.push(what);
  };
  const saidOf = (store: string): string[] =>
    [...said].filter((line) => line.startsWith(`${store} `)).map((line) => line.slice(store.length + 1));
  await check('the ledger is damaged or lacks an entry', async () => {
    const ledger = createFileLedgerStore(join(folder, 'ledger', 'ledger.jsonl'));
    const ids = new Set((await ledger.list()).map(({ media_id }) => media_id));
    return ledger.damaged?.length === 0 && saidOf('ledger').every((id) => ids.has(id));
  });
  await check('the history is damaged or lacks a snapshot', async () => {
    const history = createFileSnapshotStore(join(folder, 'history'));
    const count = (await history.list()).length;
    const appended = saidOf('history').filter((id) => Number(id.split('-')[1]) < 3).length;
    return history.damaged?.length === 0 && count >= appended;
  });
  await check('the token is half', async () => {
    const token = await createFileTokenStore(join(folder, 'token', 'token.json')).load();
    return token === null ? saidOf('token').length === 0 : /^EAA\w+z{200}$/.test(token.value);
  });
  await check('a value is half', async () => {
    const values = createFileStore(join(folder, 'values'));
    const found = await Promise.all(Array.from({ length: 20 }, (_, key) => values.get(`key${String(key)}`)));
    return found.every((value) => value === null || /^\w+-\d+ v{20000} end$/.test(value));
  });
  const exported = await readdir(join(folder, 'exports')).catch(() => []);
  for (const name of exported.filter((each) => !each.endsWith('.tmp')))
    await check(`the export ${name} is half`, async () => {
      const bytes = await readFile(join(folder, 'exports', name));
      const lines = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString().trimEnd().split('\n');
      lines.forEach((line) => JSON.parse(line) as unknown);
      return lines.length === [...bucket.objects()].length;
    });
  const collected = await readdir(join(folder, 'collections')).catch(() => []);
  for (const name of collected.filter((each) => !each.endsWith('.tmp') && !read.has(each)))
    await check(`the document ${name} is half`, async () => {
      const document = JSON.parse(await readFile(join(folder, 'collections', name), 'utf8')) as { $schema?: unknown };
      read.add(name);
      return typeof document.$schema === 'string';
    });
  return broken;
}
