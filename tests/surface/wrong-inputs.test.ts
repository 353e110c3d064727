import { readFile } from 'node:fs/promises';

import { formatted } from '../../scripts/formatted.ts';
import { describe, expect, it } from 'vitest';

import * as assistant from '../../src/assistant/index.ts';
import { accepts, type Input } from '../../src/base/check-input.ts';
import * as root from '../../src/index.ts';
import * as report from '../../src/report/index.ts';
import { keysOf, misuseTable, TABLES, type WrongInput, wrongInputs } from './wrong-inputs.ts';

const managers = {
  InstagramAnalyticsManager: new root.InstagramAnalyticsManager(
    { userId: '17841405309211844', accessToken: 'EAAtokentokentokentoken' },
    { fetch: () => Promise.reject(new Error('Nothing may be sent.')), retry: { retries: 0 } },
  ),
  GCSInventoryManager: new root.GCSInventoryManager(
    { bucket: 'b', draftFolder: 'drafts' },
    { storage: { bucket: () => Promise.reject(new Error('Nothing may be sent.')) } as never },
  ),
};

/** Finds where the functions of a table are found. */
function ownerOf(table: string): Readonly<Record<string, unknown>> {
  if (table in managers) return managers[table as keyof typeof managers] as unknown as Record<string, unknown>;
  return { ...root, ...assistant, ...report };
}

/** Values of which one is right for every input: what stands in the other arguments. */
const document = { export_info: {}, recent_media: [], insights: {}, inventory_info: {}, folder_inventories: {} };
const RIGHT: readonly unknown[] = [
  undefined,
  {},
  [],
  0,
  'video',
  '1',
  '2026-01-01',
  'engagement_rate',
  'hashtag',
  'audio',
  'UTC',
  '2026-01-01',
  {
    ...document,
    id: '1',
    name: 'a.mp4',
    size_bytes: 1,
    text: '',
    media_type: 'VIDEO',
    timestamp: '2026-01-01',
    kind: 'x',
    scenes: [],
  },
  { bucket: 'b' },
  { projectId: 'p', dataset: 'd' },
  { by: 'hashtag' },
  { by: 'audio' },
  { timezone: 'UTC' },
  { now: '2026-01-01' },
  { analytics: document, inventory: document },
];

function rightFor(input: Input<unknown>): unknown {
  const found = RIGHT.findIndex((value) => accepts(input, value));
  if (found === -1) throw new Error('No right value is known for an input.');
  return RIGHT[found];
}

/** Calls a function as the wrong input says and gives what it throws. */
async function thrownBy({ table, where, argument, key, value }: WrongInput): Promise<unknown> {
  const inputs = TABLES[table]?.[where] ?? {};
  const owner = ownerOf(table);
  const call = owner[where];
  if (typeof call !== 'function') throw new Error(`${where} is no function of ${table}.`);
  const given = argumentsOf(call as (...args: unknown[]) => unknown, Object.keys(inputs), (name) => {
    const schema = inputs[name];
    if (schema === undefined) return {};
    if (name !== argument) return rightFor(schema);
    if (key === null) return value;
    const base = keysOf(schema);
    return { ...Object.fromEntries(Object.entries(base).map(([one, inner]) => [one, rightFor(inner)])), [key]: value };
  });
  try {
    const returned: unknown = Reflect.apply(call, owner, given);
    if (typeof returned === 'object' && returned !== null && Symbol.asyncIterator in returned) {
      await (returned as AsyncGenerator).next();
    } else await returned;
  } catch (error) {
    return error;
  }
  return undefined;
}

/** Functions whose first argument may be anything and stands in no table. */
const ANY_FIRST: ReadonlySet<string> = new Set([
  'checkFileReferences',
  'checkVideoPlan',
  'encodeDocument',
  'fenceDocument',
]);
/** Gives the arguments: `runTool(tools, name, argumentsJson, options)`: the third may be anything. */
function argumentsOf(
  call: (...args: unknown[]) => unknown,
  names: readonly string[],
  valueOf: (name: string) => unknown,
): unknown[] {
  const values = names.map(valueOf);
  if (call.name === 'runTool') values.splice(2, 0, {});
  // findDirectives(media, from): whose comments.
  if (call.name === 'findDirectives') values.push('owner');
  return ANY_FIRST.has(call.name) ? [{}, ...values] : values;
}

const cases = wrongInputs();
const byFunction = new Map<string, WrongInput[]>();
for (const one of cases) {
  const name = `${one.table}: ${one.where}`;
  byFunction.set(name, [...(byFunction.get(name) ?? []), one]);
}

describe('wrong inputs over the whole surface', () => {
  it('are more than four hundred, five at least for every function', () => {
    expect(cases.length).toBeGreaterThan(400);
    expect([...byFunction].filter(([, wrong]) => wrong.length < 5).map(([name]) => name)).toEqual([]);
  });

  it.each([...byFunction])('%s names the argument, what was found and the remedy', async (_, wrong) => {
    for (const input of wrong) {
      const { where, argument, key, value } = input;
      const error = await thrownBy(input);
      const place = `${where}(${argument}${key === null ? '' : `.${key}`}: ${String(typeof value === 'symbol' ? 'symbol' : value)})`;
      expect([place, root.isArgumentError(error), root.isArgumentError(error) ? '' : String(error)]).toEqual([
        place,
        true,
        '',
      ]);
      if (!root.isArgumentError(error)) continue;
      const [problem] = error.problems;
      const name = key === null ? argument : argument === 'options' ? key : `${argument}.${key}`;
      expect([place, error.kind, error.message.startsWith(`${where}() was given`)]).toEqual([
        place,
        'invalid_request',
        true,
      ]);
      expect([place, (problem?.key ?? '').startsWith(key === null && argument === 'options' ? '' : name)]).toEqual([
        place,
        true,
      ]);
      expect(error.code).toBe(`argument:${problem?.key ?? ''}`);
      expect(problem?.remedy).not.toBe('');
      expect(problem?.found).not.toMatch(/\[object|a undefined|a object|a [aeiou]/);
    }
  });
});

describe('docs/errors.md', () => {
  it('has the table of wrong inputs as the schemas make it', async () => {
    const page = await readFile(new URL('../../docs/errors.md', import.meta.url), 'utf8');
    const table = await formatted('page.md', misuseTable());
    expect(page).toContain(`<!-- table: misuse -->\n\n${table}`);
  });
});

describe('the tables of inputs', () => {
  const isPlain = (name: string): boolean => /^[a-z]/.test(name);
  /** Checked by schemas of their own, and guards that take anything. */
  const OTHERS = new Set([
    'collectAccounts',
    'createDuckDbSnapshotStore',
    'createFileLedgerStore',
    'createFileSnapshotStore',
    'createFileStore',
    'createFileTokenStore',
    'createLogger',
    'createMemoryLedgerStore',
    'createMemorySnapshotStore',
    'createMemoryStore',
    'createSharedUsage',
    'createSqliteSnapshotStore',
    'exportHistory',
    'findInstagramAccounts',
    'fromPino',
    'keepCompetitors',
    'keepStories',
    'loadConfig',
    'migrateSnapshots',
    'readCompetitor',
    'readHistory',
    'readKeptStories',
    'withTiming',
    // Takes nothing.
    'videoPlanFormats',
    // Orders for Array.sort: called for every pair.
    'compareLargest',
    'compareNewest',
    'compareOldest',
  ]);

  it('have every function of every entry', () => {
    const listed = new Set(Object.values(TABLES).flatMap((table) => Object.keys(table)));
    const names = Object.entries({ ...root, ...assistant, ...report })
      .filter(([name, value]) => typeof value === 'function' && isPlain(name) && !/^is[A-Z]\w+Error$/.test(name))
      .map(([name]) => name);
    expect(names.filter((name) => !listed.has(name) && !OTHERS.has(name))).toEqual([]);
  });

  it.each(['InstagramAnalyticsManager', 'GCSInventoryManager'] as const)('have every method of %s', (name) => {
    const methods = Object.entries(Object.getOwnPropertyDescriptors(root[name].prototype)).flatMap(
      ([method, { value }]) => (typeof value === 'function' ? [method] : []),
    );
    const listed = new Set(Object.keys(TABLES[name] ?? {}));
    const without = new Set(['constructor', 'toJSON', 'getUsage']);
    expect(methods.filter((method) => !listed.has(method) && !without.has(method))).toEqual([]);
  });
});
