import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

import type { Snapshot } from '../../src/documents/analytics.ts';
import { compileProgram } from './compile-program.ts';

const APPENDER = fileURLToPath(new URL('append-snapshots.ts', import.meta.url));

/** How processes that wrote to one history ended. */
export interface SideBySide {
  /** Exit codes of those that were let be. */
  readonly codes: readonly unknown[];
  /** Snapshots the history must have at least; it may have one more, of the process that was killed. */
  readonly fewest: number;
}

/**
 * Lets three processes append the snapshot so many times each to one history, and kills a fourth that appends without an
 * end.
 *
 * @param kind - `SQLite` or `DuckDB`
 */
export async function appendSideBySide(
  kind: string,
  path: string,
  snapshot: Snapshot,
  count: number,
): Promise<SideBySide> {
  await writeFile(`${path}.json`, JSON.stringify(snapshot));
  const appender = await compileProgram(APPENDER);
  const start = (times: number): ChildProcess =>
    spawn(process.execPath, [appender, kind, path, String(times)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
  const writers = [start(count), start(count), start(count)];
  const killed = start(1_000_000);
  let reported = 0;
  killed.stdout?.on('data', (data: Buffer) => {
    reported += data.length;
    if (reported > 2) killed.kill('SIGKILL');
  });
  const codes = await Promise.all(writers.map(async (writer) => (await once(writer, 'exit'))[0] as unknown));
  killed.kill('SIGKILL');
  if (killed.exitCode === null && killed.signalCode === null) await once(killed, 'exit');
  return { codes, fewest: 3 * count + reported };
}
