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
  /** Calls the listener when the run shall stop; gives what ends the listening. */
  readonly onInterrupt: (listener: (interrupt: Interrupt) => void) => () => void;
}
