/** What one proof found. */
export interface Proof {
  /** Texts of the page, by the name of their place in it. */
  readonly parts: Readonly<Record<string, string>>;
  /** What is not as promised, one sentence each; empty when all is well. */
  readonly problems: readonly string[];
}

type Cells = readonly (string | number)[];

/** A table of Markdown. */
export function table(head: Cells, rows: readonly Cells[]): string {
  const line = (cells: Cells): string => `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
