import type { Sql } from './sql.ts';

/** A value of a row: whole numbers as numbers, everything else as text. */
export type SqlRow = Readonly<Record<string, string | number | null>>;

export function textOf(row: SqlRow, column: string): string | null {
  const value = row[column];
  return value === null || value === undefined ? null : String(value);
}

export function numberOf(row: SqlRow, column: string): number {
  return Number(row[column] ?? 0);
}

/** What every question to an engine takes. */
export interface EngineCall {
  /** The query is stopped when it fires, as far as the engine can, and rejects with its reason. */
  readonly signal: AbortSignal;
}

/**
 * A database that answers the statements an inventory is made of. It is given SQL and gives rows; what they mean is none
 * of its business.
 */
export interface InventoryEngine {
  /** As documents say it: `duckdb`, `bigquery`. */
  readonly name: string;
  /** All rows of a statement. */
  query(statement: Sql, call: EngineCall): Promise<readonly SqlRow[]>;
  /** Lets go of what the engine keeps open. Never rejects. */
  close(): Promise<void>;
}
