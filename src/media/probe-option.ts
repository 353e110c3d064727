import { either, flag, inputObject, optional, wholeNumber } from '../base/inputs.ts';
import type { Input } from '../base/check-input.ts';

/** Whether media files are probed, and how much of each may be read. */
export interface ProbeBudget {
  /** The most bytes read of a file: more for headers of megabytes. @default 2 MiB */
  readonly maxBytes?: number | undefined;
}

/** True probes with the default budget. */
export type ProbeOption = boolean | ProbeBudget;

/** The option `probe` of everything that probes. */
export const probeOption: Input<ProbeOption> = either<ProbeOption>(
  flag(),
  inputObject<ProbeBudget>({ maxBytes: optional(wholeNumber(1)) }),
);

/** The budget of a probe; `null` where none is asked for. */
export function probeBudget(option: ProbeOption | undefined): ProbeBudget | null {
  if (option === undefined || option === false) return null;
  return option === true ? {} : option;
}
