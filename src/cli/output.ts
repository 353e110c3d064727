import {
  type ArgumentError,
  type ConfigError,
  isArgumentError,
  isConfigError,
  isInsightInventoryError,
  messageOf,
} from '../base/errors.ts';
import { Redactor } from '../base/redact.ts';
import type { ProgressEvent, ProgressListener } from '../runtime/dependencies.ts';
import { type Prompt, oneLine, tone, toTerminal } from './terminal-text.ts';

/** Where text goes. */
export interface TextSink {
  write(text: string): void;
  /** Whether somebody looks at it as it comes. */
  readonly isTerminal: boolean;
  /** Characters of a line; `null` when it has no width. */
  readonly columns: number | null;
}

/** What asks a run to stop, by the name of the signal. */
export type Interrupt = 'SIGINT' | 'SIGTERM';

/** Everything the command line takes from the process around it. */
export interface CliIo {
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder relative paths count from. */
  readonly cwd: string;
  /** Asks at the terminal; absent when it is not interactive. */
  readonly ask?: Prompt | undefined;
  /** Calls the listener when the run shall stop; gives what ends the listening. */
  readonly onInterrupt: (listener: (interrupt: Interrupt) => void) => () => void;
}

/** How a run talks. */
export interface OutputModes {
  readonly json: boolean;
  readonly quiet: boolean;
  readonly debug: boolean;
  readonly color: boolean;
}

const DEFAULT_COLUMNS = 80;

/**
 * The one way out of the command line: results to standard output, everything else to standard error. Secrets are taken
 * out of whatever passes, and control characters that are not our own.
 */
export class Output {
  readonly modes: OutputModes;
  /** Knows the secrets of this run by their value. */
  readonly redactor: Redactor = new Redactor();
  readonly #io: CliIo;
  readonly #progress: ProgressDisplay;

  constructor(io: CliIo, modes: OutputModes) {
    this.#io = io;
    this.modes = modes;
    this.#progress = this.#createProgress();
  }

  /** Prints the result: as JSON when that was asked for, else as text. */
  result(value: unknown, text: () => string): void {
    this.#progress.clear();
    if (this.modes.json) this.#io.stdout.write(this.#toJsonLine(value));
    else this.#write(this.#io.stdout, text());
  }

  /** Prints a result of many rows: one JSON object a line, or one line a row. */
  rows(rows: readonly object[], text: () => string): void {
    this.#progress.clear();
    if (this.modes.json) for (const row of rows) this.#io.stdout.write(this.#toJsonLine(row));
    else if (rows.length > 0) this.#write(this.#io.stdout, text());
  }

  /** Prints a document for another program, as it is. */
  document(text: string): void {
    this.#progress.clear();
    this.#io.stdout.write(text);
  }

  /** Prints what else the reader of a result should know. */
  note(message: string): void {
    if (this.modes.quiet) return;
    if (this.modes.json) this.event({ type: 'note', message });
    else this.#line(message);
  }

  /** Prints what is missing: shown even when quiet. */
  warn(message: string): void {
    if (this.modes.json) this.event({ type: 'warning', message });
    else this.#line(`${tone('warn', 'Note:')} ${message}`);
  }

  event(event: Readonly<Record<string, unknown>>): void {
    this.#io.stderr.write(this.#toJsonLine(event));
  }

  /** Prints a line of the log, its end included. */
  logLine(line: string): void {
    if (this.modes.json) {
      const record: unknown = JSON.parse(line);
      this.event({ type: 'log', ...(typeof record === 'object' ? record : {}) });
    } else this.#line(tone('dim', line.trimEnd()));
  }

  readonly onProgress = (event: ProgressEvent): void => {
    this.#progress.onProgress(event);
  };

  clearProgress(): void {
    this.#progress.clear();
  }

  /** Prints what went wrong and what to do about it; where it arose only with `--debug`. */
  failure(error: unknown): void {
    const isOurs = isInsightInventoryError(error);
    const message = messageOf(error);
    const stack = this.modes.debug && error instanceof Error ? error.stack : undefined;
    const remedy = isOurs ? error.remedy : 'This should not happen: run it again with --debug and report it.';
    if (this.modes.json) {
      const what = isOurs ? { kind: error.kind, code: error.code } : { kind: 'unexpected', code: null };
      const problems = hasProblems(error) ? { problems: error.problems } : {};
      this.event({ type: 'error', ...what, message, remedy, ...problems, ...(stack === undefined ? {} : { stack }) });
      return;
    }
    this.#line(`${tone('bad', 'Error:')} ${message}`);
    // The message of several problems has the remedy of each.
    if (remedy !== null && !hasProblems(error)) this.#line(remedy);
    if (stack !== undefined) this.#line(tone('dim', stack));
  }

  #line(text: string): void {
    this.#progress.clear();
    this.#write(this.#io.stderr, text);
  }

  #write(sink: CliIo['stderr'], text: string): void {
    const colors = this.modes.color && sink.isTerminal;
    sink.write(`${toTerminal(this.redactor.text(text), colors)}\n`);
  }

  #toJsonLine(value: unknown): string {
    // JSON leaves these control characters as they are.
    const text = JSON.stringify(this.redactor.value(value)).replace(/[\u007f-\u009f]/g, escapeCharacter);
    return `${text}\n`;
  }

  #createProgress(): ProgressDisplay {
    const { stderr, env } = this.#io;
    const { json, quiet } = this.modes;
    if (quiet) return noProgress;
    if (json) {
      return createEvents((event) => {
        this.event(event);
      });
    }
    if (stderr.isTerminal && env['TERM'] !== 'dumb') {
      return createBars((text) => {
        stderr.write(text);
      }, stderr.columns ?? DEFAULT_COLUMNS);
    }
    return createLines((line) => {
      this.#write(stderr, line);
    });
  }
}

function hasProblems(error: unknown): error is ConfigError | ArgumentError {
  return isConfigError(error) || isArgumentError(error);
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** How progress is shown. */
export interface ProgressDisplay {
  readonly onProgress: ProgressListener;
  /** Takes the bar away, so that a line can be written; it comes back with the next step. */
  readonly clear: () => void;
}

const noProgress: ProgressDisplay = { onProgress: () => undefined, clear: () => undefined };

const BAR_WIDTH = 16;
const CLEAR_LINE = '\r\u001b[K';

/** Draws one line anew at each step: a bar for each source, side by side. */
function createBars(write: (text: string) => void, columns: number): ProgressDisplay {
  const latest = new Map<string, ProgressEvent>();
  let shown = '';
  return {
    onProgress: (event) => {
      latest.set(event.source, event);
      const share = Math.floor((columns - 1) / latest.size);
      const line = [...latest.values()].map((one) => segment(one, share)).join('');
      if (line === shown) return;
      shown = line;
      write(`${CLEAR_LINE}${line.trimEnd()}`);
    },
    clear: () => {
      if (shown === '') return;
      shown = '';
      write(CLEAR_LINE);
    },
  };
}

function segment({ source, done, total, message }: ProgressEvent, width: number): string {
  const text = [...toTerminal(oneLine(`${source} ${bar(done, total)}${message}`), false)];
  const cut = text.length > width - 2 ? [...text.slice(0, Math.max(0, width - 3)), '…'] : text;
  return cut.join('').padEnd(width);
}

/** Draws a bar; nothing while the total is not known: an empty bar would say that nothing has been done. */
function bar(done: number, total: number | null): string {
  if (total === null || total === 0) return '';
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} `;
}

/**
 * Prints plain lines for a pipe: a page is not worth one, so each step is shown when it starts and when it is through.
 */
function createLines(writeLine: (line: string) => void): ProgressDisplay {
  const last = new Map<string, string>();
  return {
    onProgress: ({ source, step, done, total, message }) => {
      const isRepeat = last.get(source) === step && (total === null || done < total);
      if (isRepeat) return;
      last.set(source, step);
      writeLine(`${source}: ${message}`);
    },
    clear: () => undefined,
  };
}

/** Prints every step as an event. */
function createEvents(writeEvent: (event: Readonly<Record<string, unknown>>) => void): ProgressDisplay {
  return {
    onProgress: (event) => {
      writeEvent({ type: 'progress', ...event });
    },
    clear: () => undefined,
  };
}
