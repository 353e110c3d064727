import * as v from 'valibot';

import { checkInput } from '../../base/check-input.ts';
import { anyText, inputObject, listOf, momentText, orNull, text } from '../../base/inputs.ts';
import { ExportError } from '../../base/errors.ts';
import type { LedgerEntry } from '../../documents/analytics.ts';
import { appendLine } from '../atomic-write.ts';
import { Turns } from '../concurrency.ts';
import { type DamagedEntry, parseJson, readTextIfAny } from '../file-io.ts';

/** Which files published posts were made from; whoever publishes writes it. */
export interface LedgerStore {
  /** Adds one published post. */
  append(entry: LedgerEntry): Promise<void>;
  /** Lists the entries in the order they were written. */
  list(): Promise<LedgerEntry[]>;
  /** Entries the last `list` left out because they cannot be read. */
  readonly damaged?: readonly DamagedEntry[] | undefined;
  /** Rejects with what would keep the store from being read and written, before a run that needs it begins. */
  check?(): Promise<void>;
}

/** What may be written. */
const newEntry = inputObject<LedgerEntry>({
  media_id: text('Give the id of the post.'),
  files: listOf(anyText('Give the name of a file.'), 'Give a list of names in the bucket.'),
  published_at: orNull(momentText('Give an ISO 8601 time, or null when it is not known.')),
});

/** What is read: also what an earlier version wrote without looking at the time. */
const savedEntry = v.object({
  media_id: v.string(),
  files: v.array(v.string()),
  published_at: v.nullable(v.string()),
});

const path = text('Give a path.');

/**
 * Creates a ledger that lasts as long as the process.
 *
 * @throws {ArgumentError} for what is no ledger entry, here and from `append`
 */
export function createMemoryLedgerStore(initial: readonly LedgerEntry[] = []): LedgerStore {
  checkInput('createMemoryLedgerStore', 'initial', initial, listOf(newEntry));
  const kept = [...initial];
  return {
    append: async (entry) => {
      await Promise.resolve();
      kept.push(checkInput('append', 'entry', entry, newEntry));
    },
    list: () => Promise.resolve([...kept]),
  };
}

/**
 * Creates a ledger in a file of one JSON object a line. Each entry is one atomic append: processes that write to one
 * ledger at once lose nothing. A line that cannot be read costs only itself and is listed in `damaged`. The JSON list of
 * earlier versions is read, and appended to as it is.
 *
 * @throws {ArgumentError} from `append` for what could not be read again; an error of kind `io` when the file cannot be
 * read or written, `io:ledger` when nothing in it is a ledger entry, which `append` leaves as it is
 */
export function createFileLedgerStore(file: string): LedgerStore {
  checkInput('createFileLedgerStore', 'path', file, path);
  const turns = new Turns();
  let damaged: readonly DamagedEntry[] = [];
  let isChecked = false;
  const list = async (): Promise<LedgerEntry[]> => {
    const read = readLedger(file, (await readTextIfAny(file)) ?? '');
    if (read.entries.length === 0 && read.damaged.length > 0) {
      throw new ExportError(`${file} holds no ledger.`, {
        kind: 'io',
        code: 'io:ledger',
        remedy: 'Restore the file, move it away, or name another one.',
      });
    }
    ({ damaged } = read);
    isChecked = true;
    return read.entries;
  };
  return {
    append: (entry) => {
      return turns.take(async () => {
        const line = JSON.stringify(checkInput('append', 'entry', entry, newEntry));
        // Another kind of file, named by mistake, is not written to.
        if (!isChecked) await list();
        await appendLine(file, line);
      });
    },
    list,
    check: async () => {
      await list();
    },
    get damaged() {
      return damaged;
    },
  };
}

function readLedger(file: string, content: string): { entries: LedgerEntry[]; damaged: DamagedEntry[] } {
  const entries: LedgerEntry[] = [];
  const damaged: DamagedEntry[] = [];
  const take = (value: unknown, where: string): void => {
    const read = v.safeParse(savedEntry, value);
    if (read.success) entries.push(read.output);
    else damaged.push({ where, problem: 'It is no ledger entry.' });
  };
  const clean = content.replace(/^\uFEFF/, '');
  const { list, rest, lines } = splitLegacyList(clean);
  list.forEach((value, index) => {
    take(value, `${file}, entry ${String(index + 1)} of its list`);
  });
  rest.split('\n').forEach((line, index) => {
    if (line.trim() === '') return;
    const where = `${file}, line ${String(lines + index + 1)}`;
    const json = parseJson(line);
    if (json === undefined) damaged.push({ where, problem: 'It is cut off, or no JSON.' });
    else take(json, where);
  });
  return { entries, damaged };
}

/**
 * Splits the JSON list that earlier versions wrote, which may be followed by lines appended since; `lines` it takes up.
 */
function splitLegacyList(content: string): { list: readonly unknown[]; rest: string; lines: number } {
  // Indented as it was written, its last bracket begins a line; on one line, the list is the first.
  for (const end of [content.length, content.search(/^\]/m) + 1, content.search(/$/m)]) {
    const head = parseJson(content.slice(0, end));
    if (!Array.isArray(head)) continue;
    return { list: head, rest: content.slice(end), lines: content.slice(0, end).split('\n').length - 1 };
  }
  return { list: [], rest: content, lines: 0 };
}
