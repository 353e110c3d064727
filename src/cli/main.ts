import { type CommandContext, EXIT, exitOfError, exitOfInterrupt, shownPath } from './command.ts';
import {
  commandHelp,
  type CommandLine,
  namesNoCommand,
  parseCommandLine,
  programHelp,
  readVersion,
} from './command-line.ts';
import { type CliIo, type Interrupt, Output, type OutputModes } from './output.ts';

/** Runs one command line and gives its exit code. Never rejects. */
export async function main(argv: readonly string[], io: CliIo): Promise<number> {
  // Read before the line is understood, so that an error in it has the right form.
  const output = new Output(io, readModes(argv, io));
  try {
    const commands = namesNoCommand(argv) ? [] : (await import('./commands/index.ts')).COMMANDS;
    return await runLine(parseCommandLine(argv, commands), output, io);
  } catch (error) {
    output.failure(error);
    return exitOfError(error);
  }
}

async function runLine(line: CommandLine, output: Output, io: CliIo): Promise<number> {
  const { command, options, operands, wantsHelp } = line;
  if (options.isSet('version')) {
    const version = await readVersion();
    output.result({ version }, () => version);
    return EXIT.complete;
  }
  if (wantsHelp || command === null) {
    const width = io.stdout.columns;
    const text = command === null ? programHelp(width) : commandHelp(command, width);
    if (wantsHelp) output.result({ help: text }, () => text);
    else output.warn(`No command was given.\n\n${text}`);
    return wantsHelp ? EXIT.complete : EXIT.usage;
  }
  const controller = new AbortController();
  const interrupts: Interrupt[] = [];
  const stopListening = io.onInterrupt((signal) => {
    interrupts.push(signal);
    output.clearProgress();
    controller.abort(new Error('The run was stopped.'));
  });
  const context: CommandContext = { io, output, options, operands, signal: controller.signal, kept: [] };
  try {
    return await command.run(context);
  } catch (error) {
    const [interrupt] = interrupts;
    if (interrupt === undefined || error !== controller.signal.reason) throw error;
    printStopped(context);
    return exitOfInterrupt(interrupt);
  } finally {
    output.clearProgress();
    stopListening();
  }
}

function printStopped(context: CommandContext): void {
  const { output, kept } = context;
  if (output.modes.json) output.event({ type: 'stopped', kept });
  else if (kept.length === 0) output.warn('Stopped before anything was complete; nothing was written.');
  else output.warn(['Stopped. Complete and kept:', ...kept.map((file) => `  ${shownPath(context, file)}`)].join('\n'));
}

function readModes(argv: readonly string[], { env, stdout, stderr }: CliIo): OutputModes {
  const end = argv.indexOf('--');
  const has = (flag: string): boolean => (end === -1 ? argv : argv.slice(0, end)).includes(flag);
  const isPlain = (env['NO_COLOR'] ?? '') !== '' || env['TERM'] === 'dumb' || has('--no-color');
  return {
    json: has('--json'),
    quiet: has('--quiet'),
    debug: has('--debug'),
    color: !isPlain && (stdout.isTerminal || stderr.isTerminal),
  };
}
