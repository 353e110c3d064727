/** What one proof found. */
export interface Proof {
  /** Texts of the page, by the name of their place in it. */
  readonly parts: Readonly<Record<string, string>>;
  /** What is not as promised, one sentence each; empty when all is well. */
  readonly problems: readonly string[];
  /** What may be of use to whoever mends it; printed, not kept. */
  readonly notes?: readonly string[];
}

export interface ProofOptions {
  /** Tries everything where otherwise a sample is tried, however long it takes. */
  readonly isWhole: boolean;
}

type Cells = readonly (string | number)[];

/** Writes a table of Markdown. */
export function table(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells): string => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
