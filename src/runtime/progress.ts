import type { IssueSource } from '../base/issues.ts';

/** One step of a long run. */
export interface ProgressEvent {
  source: IssueSource;
  /** What is being done: `media`, `comments`, `listing`, … */
  step: string;
  done: number;
  /** `null` while the total is not known. */
  total: number | null;
  message: string;
}

/** Called at every step; what it returns is not looked at. */
export type ProgressListener = (event: ProgressEvent) => void;

/** Tells the caller of a step, as `notify` does. */
export function reportProgress(listener: ProgressListener | undefined, event: ProgressEvent): void {
  notify(listener, event);
}

/** Calls a caller's function. One that throws, or whose promise rejects, does not break the run. */
export function notify<T>(listener: ((value: T) => unknown) | undefined, value: T): void {
  if (listener === undefined) return;
  try {
    const returned = listener(value);
    if (returned instanceof Promise) returned.catch(() => undefined);
  } catch {
    // A listener that throws does not stop the run.
  }
}
