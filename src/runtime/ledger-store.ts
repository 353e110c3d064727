import { readFile } from 'node:fs/promises';

import * as v from 'valibot';

import { ExportError } from '../base/errors.ts';
import type { LedgerEntry } from '../documents/history.ts';
import { writeFileAtomic } from './atomic-write.ts';
import { ioCode, toReadError } from './io-error.ts';
import { Turns } from './concurrency.ts';

/** Which files published posts were made from; whoever publishes writes it. */
export interface LedgerStore {
  /** Adds one published post. */
  append(entry: LedgerEntry): Promise<void>;
  /** In the order they were written. */
  list(): Promise<LedgerEntry[]>;
}

const entries = v.pipe(
  v.string(),
  v.parseJson(),
  v.array(v.object({ media_id: v.string(), files: v.array(v.string()), published_at: v.nullable(v.string()) })),
);

/** A ledger that lasts as long as the process. */
export function createMemoryLedgerStore(initial: readonly LedgerEntry[] = []): LedgerStore {
  const kept = [...initial];
  return {
    append: (entry) => {
      kept.push(entry);
      return Promise.resolve();
    },
    list: () => Promise.resolve([...kept]),
  };
}

/**
 * A ledger in one JSON file, replaced whole at each entry. For one writer at a time; appends through one store wait for
 * each other.
 *
 * @throws ExportError of kind `io` when the file cannot be read, holds something else or cannot be written
 */
export function createFileLedgerStore(path: string): LedgerStore {
  const turns = new Turns();
  const list = async (): Promise<LedgerEntry[]> => {
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if (ioCode(error) === 'ENOENT') return [];
      throw toReadError(path, error);
    }
    const read = v.safeParse(entries, text);
    if (read.success) return read.output;
    throw new ExportError(`${path} holds no ledger.`, {
      kind: 'io',
      code: 'io:ledger',
      remedy: 'Restore the file, or move it away.',
    });
  };
  return {
    append: (entry) =>
      turns.take(async () => {
        const all = [...(await list()), entry];
        await writeFileAtomic(path, `${JSON.stringify(all, null, 2)}\n`);
      }),
    list,
  };
}
