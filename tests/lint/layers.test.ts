import { fileURLToPath } from 'node:url';

import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint({ cwd: fileURLToPath(new URL('../..', import.meta.url)) });

/** Gives what the lint says of a file that is never written. */
async function lint(filePath: string, code: string): Promise<string[]> {
  const results = await eslint.lintText(code, { filePath });
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

const PLANTED = [
  ['an upward import', 'src/metrics/planted.ts', "import { createGraphClient } from '../graph/graph-client.ts';"],
  ['an upward import of a type', 'src/runtime/planted.ts', "import type { X } from '../instagram/options.ts';"],
  ['an upward re-export', 'src/graph/planted.ts', "export * from '../collector/data-collector.ts';"],
  ['an upward import from a deeper folder', 'src/inventory/listing/planted.ts', "import '../../collector/sources.ts';"],
  ['an upward import at run time', 'src/base/planted.ts', "await import('../collector/data-collector.ts');"],
  ['an upward type in place', 'src/base/planted.ts', "export type X = import('../graph/graph-client.ts').GraphClient;"],
  ['a sibling import', 'src/metrics/planted.ts', "import { categorizeFile } from '../files/categorize-file.ts';"],
  ['a sibling import between managers', 'src/instagram/planted.ts', "import '../inventory/run.ts';"],
  ['the front door from inside', 'src/collector/planted.ts', "import { DataCollector } from '../index.ts';"],
  ['the client in its own simulator', 'src/testing/graph/planted.ts', "import '../../graph/platform.ts';"],
  ['a node: import in a pure module', 'src/metrics/planted.ts', "import { readFile } from 'node:fs/promises';"],
  ['a node: import at run time in a pure module', 'src/files/planted.ts', "await import('node:fs');"],
  ['the clock in a pure module', 'src/documents/planted.ts', 'export const now = Date.now();'],
  ['randomness in a pure module', 'src/files/planted.ts', 'export const seed = Math.random();'],
  ['the environment in a pure module', 'src/base/planted.ts', 'export const home = process.env;'],
  [
    'the storage package outside storage/',
    'src/inventory/planted.ts',
    "import { Storage } from '@google-cloud/storage';",
  ],
  ['the storage package loaded outside storage/', 'src/runtime/planted.ts', "await import('@google-cloud/storage');"],
  ['ky outside graph/', 'src/storage/planted.ts', "import ky from 'ky';"],
  ['a part of a package outside its module', 'src/media/planted.ts', "import retry from 'p-retry/index.js';"],
] as const;

describe('the lint refuses', () => {
  it.each(PLANTED)('%s', async (_what, filePath, code) => {
    expect(await lint(filePath, code)).toHaveLength(1);
  });
});

const CLEAN = [
  [
    'lower layers and packages of the module',
    'src/graph/planted.ts',
    "import ky from 'ky';\nimport '../base/time.ts';",
  ],
  ['its own module', 'src/metrics/planted.ts', "import './summary.ts';"],
  ['a folder of its own module', 'src/inventory/planted.ts', "import './listing/planted.ts';"],
  ['Node in a module that is not pure', 'src/runtime/planted.ts', "import 'node:fs';\nexport const at = Date.now();"],
  ['storage in its module', 'src/storage/planted.ts', "await import('@google-cloud/storage');"],
  ['any module from the front door', 'src/index.ts', "export * from './collector/data-collector.ts';"],
] as const;

describe('the lint lets pass', () => {
  it.each(CLEAN)('%s', async (_what, filePath, code) => {
    expect(await lint(filePath, code)).toEqual([]);
  });
});
