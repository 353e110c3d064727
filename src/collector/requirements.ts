import { access, constants, mkdir } from 'node:fs/promises';

import { isInsightInventoryError } from '../base/errors.ts';
import type { InstagramAnalyticsManager } from '../instagram/instagram-analytics-manager.ts';
import type { GCSInventoryManager } from '../inventory/gcs-inventory-manager.ts';
import { openSource, type CollectorSources, type SourceOf } from './collect-source.ts';

/** One thing a collection needs, and what to do when it is not there. */
export interface RequirementCheck {
  source: 'instagram' | 'gcs' | 'collector';
  /** `config`, `token`, `scopes`, a storage permission, `output_dir`. */
  check: string;
  ok: boolean;
  detail: string;
  remedy: string | null;
}

/** Whether a collection can start. */
export interface RequirementReport {
  /** True when every check passed and there is something to collect. */
  overall_validation: boolean;
  checks: RequirementCheck[];
}

/** Checks what a collection needs without collecting: at most one request a source. Rejects only on an abort. */
export async function checkRequirements(
  sources: CollectorSources,
  outputDir: string,
  signal: AbortSignal | undefined,
): Promise<RequirementReport> {
  const parts = await Promise.all([
    sources.instagram === undefined ? [] : checkInstagram(sources.instagram, signal),
    sources.gcs === undefined ? [] : checkBucket(sources.gcs, signal),
    checkOutputDir(outputDir),
  ]);
  const checks = parts.flat();
  const isSomething = sources.instagram !== undefined || sources.gcs !== undefined;
  if (!isSomething) {
    checks.push({
      source: 'collector',
      check: 'sources',
      ok: false,
      detail: 'No source is configured.',
      remedy: 'Give the collector an account, a bucket or both.',
    });
  }
  return { overall_validation: checks.every((check) => check.ok), checks };
}

async function checkInstagram(
  source: SourceOf<InstagramAnalyticsManager>,
  signal: AbortSignal | undefined,
): Promise<RequirementCheck[]> {
  return failing('instagram', signal, async (done) => {
    const manager = openSource(source);
    done('config', 'The configuration is complete.');
    const token = await manager.getTokenInfo({ signal });
    const days = token.days_left === null ? '' : `, ${String(token.days_left)} days left`;
    done('token', token.valid ? `The token is valid${days}.` : 'The token is not valid.', token.valid, token.remedies);
    const missing = token.missing_scopes;
    if (missing === null) return;
    const detail = missing.length === 0 ? 'All permissions are granted.' : `Missing: ${missing.join(', ')}.`;
    done('scopes', detail, missing.length === 0, token.remedies);
  });
}

async function checkBucket(
  source: SourceOf<GCSInventoryManager>,
  signal: AbortSignal | undefined,
): Promise<RequirementCheck[]> {
  return failing('gcs', signal, async (done) => {
    const manager = openSource(source);
    done('config', 'The configuration is complete.');
    const report = await manager.validateAccess({ signal });
    for (const { permission, ok, remedy } of report.checks) {
      done(permission, ok ? 'Granted.' : 'Not granted.', ok, remedy === null ? [] : [remedy]);
    }
  });
}

async function checkOutputDir(outputDir: string): Promise<RequirementCheck[]> {
  return failing('collector', undefined, async (done) => {
    try {
      await mkdir(outputDir, { recursive: true });
      await access(outputDir, constants.W_OK);
      done('output_dir', 'The folder can be written to.');
    } catch {
      done('output_dir', 'The folder cannot be written to.', false, [`Choose another outputDir than ${outputDir}.`]);
    }
  });
}

type Done = (check: string, detail: string, ok?: boolean, remedies?: readonly string[]) => void;

/** Runs checks of one source; an error of this library is the last of them. */
async function failing(
  source: RequirementCheck['source'],
  signal: AbortSignal | undefined,
  run: (done: Done) => Promise<void>,
): Promise<RequirementCheck[]> {
  const checks: RequirementCheck[] = [];
  const done: Done = (check, detail, ok = true, remedies = []) => {
    checks.push({ source, check, ok, detail, remedy: ok || remedies.length === 0 ? null : remedies.join(' ') });
  };
  try {
    await run(done);
  } catch (error) {
    signal?.throwIfAborted();
    if (!isInsightInventoryError(error)) throw error;
    done(
      error.kind === 'config' ? 'config' : 'access',
      error.message,
      false,
      error.remedy === null ? [] : [error.remedy],
    );
  }
  return checks;
}
