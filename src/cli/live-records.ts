import { join } from 'node:path';

import { toFileStamp } from '../base/time.ts';
import type { LoadedConfig } from '../config/load-config.ts';
import { type CheckedEntry, verifiedFeatures, type VerificationRecord } from '../documents/verification.ts';
import type { LiveCheckReport } from '../instagram/live-check/sheet.ts';
import type { StorageCheckReport } from '../inventory/live-check.ts';
import { writeNewFile } from '../runtime/atomic-write.ts';
import type { Recorder, Recording } from '../testing/index.ts';
import { readVersion } from './help.ts';

/** What a live check found, of what was checked. */
export interface LiveFindings {
  readonly live: LiveCheckReport | null;
  readonly storage: StorageCheckReport | null;
  readonly recording: Recording | null;
}

/** Opens a recorder for the configured account, where there is one. */
export async function openRecorder(config: LoadedConfig): Promise<Recorder> {
  // The simulators are large: nothing else loads them.
  const { createRecorder } = await import('../testing/index.ts');
  return createRecorder(config.sources.instagram ? { userId: config.getInstagramConfig().userId } : {});
}

/** Writes a verification record of each platform, and what Graph answered. Gives the paths. */
export async function writeRecords(
  folder: string,
  { live, storage, recording }: LiveFindings,
  signal: AbortSignal,
): Promise<string[]> {
  const base = { record_version: '1.0', library_version: await readVersion(), node_version: process.version } as const;
  const records: VerificationRecord[] = [];
  if (live !== null) {
    const { checked_at, login, api_version } = live;
    const features = verifiedFeatures(live.entries.map(ofTables));
    records.push({ ...base, checked_at, platform: 'graph', login, api_version, features });
  }
  if (storage !== null) {
    const { checked_at } = storage;
    const features = verifiedFeatures(storage.entries.map((entry) => ({ feature: 'storage', ...entry })));
    records.push({ ...base, checked_at, platform: 'storage', login: null, api_version: null, features });
  }
  const texts = records.map((record): [string, object] => [`verification_${nameOf(record)}`, record]);
  if (live !== null && recording !== null) texts.push([`recording_graph_${live.login}_${live.api_version}`, recording]);
  const stamp = toFileStamp(Date.now());
  const written: string[] = [];
  for (const [name, value] of texts) {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    written.push((await writeNewFile(join(folder, `${name}_${stamp}.json`), text, { signal })).path);
  }
  return written;
}

function ofTables({ table, post_kind, name, expected, outcome }: LiveCheckReport['entries'][number]): CheckedEntry {
  return { feature: post_kind === null ? table : `${table} ${post_kind}`, name, expected, outcome };
}

function nameOf({ platform, login, api_version }: VerificationRecord): string {
  return login === null ? platform : `${platform}_${login}_${api_version ?? 'none'}`;
}
