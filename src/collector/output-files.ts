import { join } from 'node:path';

import { toFileStamp } from '../base/time.ts';
import { writeNewFile, type WrittenFile } from '../runtime/atomic-write.ts';

/** What a collection writes, by the start of its name. */
export type OutputName = 'instagram_analytics' | 'gcs_inventory' | 'planning_context' | 'data_collection_summary';

export interface OutputOptions {
  readonly outputDir: string;
  /** When the collection began, in milliseconds since the epoch. */
  readonly startedAt: number;
  readonly compress: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** `instagram_analytics_20261122_153000.json`, in UTC. */
export function outputPath(name: OutputName, { outputDir, startedAt, compress }: OutputOptions): string {
  return join(outputDir, `${name}_${toFileStamp(startedAt)}.json${compress ? '.gz' : ''}`);
}

/** Writes a document whole, under a name nobody has. @throws ExportError */
export async function writeDocument(name: OutputName, document: object, options: OutputOptions): Promise<WrittenFile> {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  return writeNewFile(outputPath(name, options), text, { gzip: options.compress, signal: options.signal });
}
