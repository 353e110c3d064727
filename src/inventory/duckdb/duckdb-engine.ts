import type * as DuckDb from '@duckdb/node-api';

import { InsightInventoryError, isInsightInventoryError } from '../../base/errors.ts';
import type { DuckdbModule } from '../../runtime/duckdb.ts';
import type { EngineCall, InventoryEngine, Sql, SqlRow } from '../sql/sql.ts';

/** How much of the machine a database may take. */
interface DuckdbOptions {
  /** A folder of its own: what does not fit into the memory is spilled there, and nothing outside it can be read. */
  readonly folder: string;
  /** Mebibytes of its buffers; the process takes about 200 more. */
  readonly memoryMb: number;
  readonly threads: number;
}

/**
 * Functions of BigQuery that DuckDB has by another name. `INSTR` is asked from the end alone, `NORMALIZE` for composed
 * characters.
 */
const FUNCTIONS = [
  'INSTR(text, part, place) AS length(text) - length(split_part(text, part, place))',
  'NORMALIZE(text) AS nfc_normalize(text)',
  'REGEXP_CONTAINS(text, expression) AS regexp_matches(text, expression)',
];

const LOCKED = ['enable_external_access = false', 'lock_configuration = true'];

/** Runs statements on a DuckDB of its own, in memory and in a folder that holds what does not fit there. */
export class DuckdbEngine implements InventoryEngine {
  readonly name = 'duckdb';
  readonly #instance: DuckDb.DuckDBInstance;
  readonly #connection: DuckDb.DuckDBConnection;

  private constructor(instance: DuckDb.DuckDBInstance, connection: DuckDb.DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  static async open(duckdb: DuckdbModule, { folder, memoryMb, threads }: DuckdbOptions): Promise<DuckdbEngine> {
    const instance = await duckdb.DuckDBInstance.create(':memory:', {
      temp_directory: folder,
      memory_limit: `${String(memoryMb)}MiB`,
      threads: String(threads),
      // Nothing is fetched from elsewhere.
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    for (const definition of FUNCTIONS) await connection.run(`CREATE TEMP MACRO ${definition}`);
    // No file but those of the folder is read from now on, whatever a statement says.
    await connection.run(`SET allowed_directories = ['${folder.replaceAll("'", "''")}']`);
    for (const setting of LOCKED) await connection.run(`SET ${setting}`);
    return new DuckdbEngine(instance, connection);
  }

  async query(statement: Sql, { signal }: EngineCall): Promise<readonly SqlRow[]> {
    return this.#interruptible(signal, async () => {
      const reader = await this.#connection.runAndReadAll(statement.text, [...statement.values]);
      return reader.getRowObjectsJS().map(plainRow);
    });
  }

  /** Runs a statement whose rows do not matter. */
  async run(statement: Sql, { signal }: EngineCall): Promise<void> {
    await this.#interruptible(signal, () => this.#connection.run(statement.text, [...statement.values]));
  }

  close(): Promise<void> {
    this.#connection.closeSync();
    this.#instance.closeSync();
    return Promise.resolve();
  }

  async #interruptible<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const stop = (): void => {
      this.#connection.interrupt();
    };
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      throw failed(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

/** Whether a statement failed for want of memory or disk, which says nothing of what it read. */
export function isExhausted(error: unknown): boolean {
  return isInsightInventoryError(error) && error.code === EXHAUSTED;
}

const EXHAUSTED = 'engine:duckdb_exhausted';

/** What DuckDB says, without the statement it quotes. */
function failed(error: unknown): InsightInventoryError {
  const [says = ''] = error instanceof Error ? error.message.split('\n') : [];
  return new InsightInventoryError(`DuckDB failed: ${says.slice(0, 200)}`, {
    kind: 'io',
    code: /^(?:Out of Memory|INTERNAL|FATAL) Error|No space left|Could not write/i.test(says)
      ? EXHAUSTED
      : 'engine:duckdb_failed',
    remedy: 'Make room on the disk of the temporary folder (TMPDIR), or read the report with the engine "builtin".',
  });
}

/** Sums and counts come as `bigint`: those of a bucket are exact as numbers up to 2^53. */
function plainRow(row: Readonly<Record<string, unknown>>): SqlRow {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, plainValue(value)]));
}

function plainValue(value: unknown): string | number | null {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
