import { rm } from 'node:fs/promises';

import * as v from 'valibot';

import type { CollectionIssue } from '../base/issues.ts';
import { toTimestamp } from '../base/time.ts';
import { collectionSummarySchema, type CollectionSummary, type SourceSummary } from '../documents/collection.ts';
import { numbered, writeNewFile } from '../runtime/atomic-write.ts';
import { outputPath, type OutputOptions } from './output-files.ts';
import type { SourceName } from './sources.ts';

/** A source's row of the summary and its issues. */
export interface FinishedSource {
  readonly summary: SourceSummary;
  readonly issues: readonly CollectionIssue[];
}

/** Everything a summary tells. */
export interface FinishedCollection {
  readonly sources: Record<SourceName, FinishedSource>;
  readonly planningFile: string | null;
  /** Of the collector itself. */
  readonly issues: readonly CollectionIssue[];
}

/**
 * Writes the summary of a run, which names its own file, under a name nobody has.
 *
 * @throws ExportError when it cannot be written
 */
export async function writeSummary(
  finished: FinishedCollection,
  output: OutputOptions,
  finishedAt: number,
): Promise<CollectionSummary> {
  const path = outputPath('data_collection_summary', output);
  for (let count = 1; ; count += 1) {
    const candidate = count === 1 ? path : numbered(path, count);
    const summary = summarize(finished, output.startedAt, finishedAt, candidate);
    const text = `${JSON.stringify(summary, null, 2)}\n`;
    const written = await writeNewFile(candidate, text, { gzip: output.compress, signal: output.signal });
    if (written.path === candidate) return summary;
    // The name was taken, and the summary names itself.
    await rm(written.path);
  }
}

function summarize(
  { sources: { instagram, gcs }, planningFile, issues }: FinishedCollection,
  startedAt: number,
  finishedAt: number,
  file: string,
): CollectionSummary {
  return v.parse(collectionSummarySchema, {
    summary_version: '2.0',
    status: overallStatus([instagram.summary, gcs.summary]),
    started_at: toTimestamp(startedAt),
    finished_at: toTimestamp(finishedAt),
    duration_ms: Math.round(finishedAt - startedAt),
    sources: { instagram: instagram.summary, gcs: gcs.summary },
    issues: [...instagram.issues, ...gcs.issues, ...issues],
    planning_file: planningFile,
    summary_file: file,
  });
}

/** Skipped sources do not count; without any source nothing was collected, which is a failure. */
function overallStatus(sources: readonly SourceSummary[]): CollectionSummary['status'] {
  const asked = sources.map(({ status }) => status).filter((status) => status !== 'skipped');
  if (asked.every((status) => status === 'failed')) return 'failed';
  return asked.every((status) => status === 'complete') ? 'complete' : 'partial';
}
