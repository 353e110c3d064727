import type { ProgressEvent } from '../runtime/progress.ts';
import type { SourceName } from './sources.ts';

/** Where one source stands. */
export interface SourceProgress {
  state: 'idle' | 'running' | 'done' | 'failed' | 'skipped';
  /** What it is doing; `null` before it has begun. */
  step: string | null;
  done: number;
  total: number | null;
  /** Its document, once that is on the disk whole: kept whatever happens to the rest of the run. */
  file: string | null;
}

/** Where a collection stands. */
export interface CollectionStatus {
  state: 'idle' | 'running' | 'done';
  started_at: string | null;
  sources: Record<SourceName, SourceProgress>;
}

/** Follows a collection while it runs. */
export class StatusBoard {
  #status: CollectionStatus = { state: 'idle', started_at: null, sources: { instagram: idle(), gcs: idle() } };

  /** A copy: what the caller does with it changes nothing here. */
  get status(): CollectionStatus {
    const { sources, ...rest } = this.#status;
    return { ...rest, sources: { instagram: { ...sources.instagram }, gcs: { ...sources.gcs } } };
  }

  start(startedAt: string): void {
    this.#status = { state: 'running', started_at: startedAt, sources: { instagram: idle(), gcs: idle() } };
  }

  finish(): void {
    this.#status.state = 'done';
  }

  setState(source: SourceName, state: SourceProgress['state']): void {
    this.#status.sources[source].state = state;
  }

  setFile(source: SourceName, file: string): void {
    this.#status.sources[source].file = file;
  }

  take({ source, step, done, total }: ProgressEvent): void {
    if (source === 'collector') return;
    Object.assign(this.#status.sources[source], { step, done, total });
  }
}

function idle(): SourceProgress {
  return { state: 'idle', step: null, done: 0, total: null, file: null };
}
