import type { OptionSpec } from './command.ts';

/** Options every command takes. */
export const GLOBAL_OPTIONS: readonly OptionSpec[] = [
  {
    name: 'config',
    value: 'FILE',
    about: 'Configuration file; insight-inventory.config.json when it is not given.',
  },
  { name: 'env-file', value: 'FILE', about: 'File of NAME=value lines for placeholders the environment does not set.' },
  { name: 'json', about: 'Result as JSON on standard output, events as JSON lines on standard error.' },
  { name: 'quiet', about: 'No progress, no notes, no log: the result and errors alone.' },
  { name: 'debug', about: 'Log every request, and show where an error arose.' },
  { name: 'no-color', about: 'No colours; NO_COLOR in the environment does the same.' },
  { name: 'help', short: 'h', about: 'Help of the program, or of the command before it.' },
  { name: 'version', about: 'Version of the program.' },
];
