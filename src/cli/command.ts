import type { CommandContext } from './context.ts';

/** One option of a command. */
export interface OptionSpec {
  /** Without the dashes. */
  readonly name: string;
  readonly short?: string | undefined;
  /** What stands for its value in help; an option without one is a switch. */
  readonly value?: string | undefined;
  readonly kind?: 'text' | 'number' | 'count' | undefined;
  /** The only values it takes. */
  readonly choices?: readonly string[] | undefined;
  /** May be given more than once. */
  readonly many?: boolean | undefined;
  /** One sentence, for help and for docs/cli.md. */
  readonly about: string;
}

/** A command as help, parsing and documentation know it. */
export interface Command {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** What may stand behind the name besides options: `QUERY`, `info|refresh`. */
  readonly operands: string;
  /** How many operands it takes. */
  readonly operandCount: readonly [least: number, most: number];
  /** Whatever the summary does not say. */
  readonly about: string;
  readonly options: readonly OptionSpec[];
  /** Command lines, without the program's name. */
  readonly examples: readonly string[];
  /** Does it and gives the exit code. */
  readonly run: (context: CommandContext) => Promise<number>;
}
