/** An entry of a store that cannot be read. */
export interface DamagedEntry {
  /** The file, with the line where it has lines. */
  where: string;
  /** What is wrong with it. */
  problem: string;
}

/** Parses a text as JSON; `undefined` when it is none. */
export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
