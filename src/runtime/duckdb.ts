import type * as DuckDb from '@duckdb/node-api';

import { ConfigError } from '../base/errors.ts';

/** The module `@duckdb/node-api`. */
export type DuckdbModule = typeof DuckDb;

/** Loads `@duckdb/node-api`, which nothing else does; `null` where it is not installed, or has nothing for this machine. */
export async function loadDuckdb(): Promise<DuckdbModule | null> {
  try {
    return await import('@duckdb/node-api');
  } catch {
    return null;
  }
}

/** Loads `@duckdb/node-api`. @throws {ConfigError} when it cannot be loaded */
export async function requireDuckdb(): Promise<DuckdbModule> {
  const duckdb = await loadDuckdb();
  if (duckdb !== null) return duckdb;
  throw new ConfigError([
    {
      key: '@duckdb/node-api',
      found: 'no such package, or none for this machine',
      remedy: 'npm install @duckdb/node-api',
    },
  ]);
}
