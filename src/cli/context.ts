import { isAbsolute, relative, resolve } from 'node:path';

import type { CliIo } from './io.ts';
import type { OptionValues } from './option-values.ts';
import type { Output } from './output.ts';

/** What a command is given. */
export interface CommandContext {
  readonly io: CliIo;
  readonly output: Output;
  readonly options: OptionValues;
  readonly operands: readonly string[];
  /** Fires when the run shall stop. */
  readonly signal: AbortSignal;
  /** Files that are whole, told when the run is stopped. */
  readonly kept: string[];
}

/** A path of an option, from the working folder; `undefined` when it was not given. */
export function pathOption({ io, options }: CommandContext, name: string): string | undefined {
  const path = options.text(name);
  return path === undefined ? undefined : resolve(io.cwd, path);
}

/** A path for people: from the working folder where it lies below that. */
export function shownPath({ io }: Pick<CommandContext, 'io'>, path: string): string {
  const below = relative(io.cwd, path);
  return below === '' || below.startsWith('..') || isAbsolute(below) ? path : below;
}
