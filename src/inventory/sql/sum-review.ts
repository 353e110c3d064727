import { toMegabytes } from '../../base/sums.ts';
import { DAY_MS, toTimestamp } from '../../base/time.ts';
import type { FileCategory } from '../../documents/file.ts';
import type { CopiedFile, DuplicateSummary } from '../../documents/inventory-review.ts';
import { groupOf } from '../../files/categories.ts';
import { MONTH_LENGTH, type ReviewSums, type StaleRule } from '../../files/review-files.ts';
import type { SqlRow } from './engine.ts';
import { numberOf, textOf } from './engine.ts';
import {
  copyNamesStatement,
  datedSql,
  datedStatement,
  largestCopiesStatement,
  type ListedContent,
  wasteStatement,
} from './review-statements.ts';
import { type Sql, sql } from './sql.ts';

/** The relations that a review is summed up from. */
export interface ReviewFolds {
  /** Rows of `datedSql`; several of the same cell add up. */
  readonly dated: Sql;
  /** `md5`, `crc` and `bytes` of files; those of a content that is there once may be left out. */
  readonly contents: Sql;
  /** The same with `name`, of the contents that waste most at least, all of their files. */
  readonly copies: Sql;
}

/** The relations as a statement itself makes them of `objects`. */
export function unfoldedReview(rule: StaleRule): ReviewFolds {
  const contents = sql`(SELECT name, bytes, md5Hash AS md5, crc32c AS crc FROM objects WHERE kind = 'file' AND bytes > 0)`;
  return {
    dated: sql`(${datedSql(rule, sql`md5Hash IS NOT NULL OR crc32c IS NOT NULL`)})`,
    contents,
    copies: contents,
  };
}

/** The statements that every review asks. */
export function reviewStatements({ dated, contents, copies }: ReviewFolds): Sql[] {
  return [datedStatement(dated), wasteStatement(contents), largestCopiesStatement(copies)];
}

/**
 * Sums a review up. Two statements, and two more where something is there more than once.
 *
 * @param ask - gives the rows of a statement
 */
export async function sumReview(
  { dated, contents, copies }: ReviewFolds,
  sums: ReviewSums,
  ask: (statement: Sql) => Promise<readonly SqlRow[]>,
): Promise<DuplicateSummary> {
  let notCompared = 0;
  for (const row of await ask(datedStatement(dated))) {
    const day = row['day'];
    const month = typeof day === 'number' ? toTimestamp(day * DAY_MS).slice(0, MONTH_LENGTH) : null;
    sums.count(month, groupOf(textOf(row, 'category') as FileCategory), numberOf(row, 'bytes'), numberOf(row, 'files'));
    sums.countStale(numberOf(row, 'stale_bytes'), numberOf(row, 'stale_files'));
    notCompared += numberOf(row, 'not_compared');
  }
  const [waste = {}] = await ask(wasteStatement(contents));
  const wasted = numberOf(waste, 'wasted');
  return {
    groups: numberOf(waste, 'contents'),
    redundant_files: numberOf(waste, 'redundant'),
    wasted_bytes: wasted,
    wasted_mb: toMegabytes(wasted),
    not_compared: notCompared,
    largest: wasted === 0 ? [] : await largestOf(copies, ask),
  };
}

async function largestOf(copies: Sql, ask: (statement: Sql) => Promise<readonly SqlRow[]>): Promise<CopiedFile[]> {
  const rows = await ask(largestCopiesStatement(copies));
  const named = new Map<string, string[]>(rows.map((row) => [keyOf(row), []]));
  for (const row of await ask(copyNamesStatement(copies, rows.map(contentOf))))
    named.get(keyOf(row))?.push(textOf(row, 'name') ?? '');
  return rows.map((row) => {
    const [count, bytes] = [numberOf(row, 'copies'), numberOf(row, 'bytes')];
    return {
      basis: numberOf(row, 'hashed') === count ? 'md5' : 'crc32c_size',
      copies: count,
      size_bytes: bytes,
      wasted_bytes: bytes * (count - 1),
      names: named.get(keyOf(row)) ?? [],
    };
  });
}

function contentOf(row: SqlRow): ListedContent {
  return { same: textOf(row, 'same'), lone: textOf(row, 'lone'), bytes: numberOf(row, 'bytes') };
}

function keyOf(row: SqlRow): string {
  const { same, lone, bytes } = contentOf(row);
  return JSON.stringify([same, lone, bytes]);
}
