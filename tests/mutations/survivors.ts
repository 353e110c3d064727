import type { Mutant } from './try-mutants.ts';

/** Mutants that tests do not notice, and why that is so; found by the text of their line, wherever it is. */
export interface KnownSurvivors {
  readonly file: string;
  /** The line, without its indent. */
  readonly source: string;
  /** As {@link changeOf} writes them. */
  readonly changes: readonly string[];
  readonly reason: string;
}

/** What a mutant changes, in one line: `a < b => a <= b`. */
export function changeOf({ original, replacement }: Pick<Mutant, 'original' | 'replacement'>): string {
  return `${original} => ${replacement}`.replaceAll(/\s+/g, ' ');
}

/** Finds why a mutant survives; `null` of one that nobody has looked at. */
export function reasonOf(mutant: Pick<Mutant, 'file' | 'source' | 'original' | 'replacement'>): string | null {
  const change = changeOf(mutant);
  const known = SURVIVORS.find(
    ({ file, source, changes }) => file === mutant.file && source === mutant.source && changes.includes(change),
  );
  return known?.reason ?? null;
}

/** Those of the sample that were looked at, one by one. */
export const SURVIVORS: readonly KnownSurvivors[] = [];
