import type { Command } from './command.ts';
import { briefCommand } from './commands/brief.ts';
import { collectCommand } from './commands/collect.ts';
import { demoCommand } from './commands/demo.ts';
import { reportCommand } from './commands/report.ts';
import { searchCommand } from './commands/search.ts';
import { tokenCommand } from './commands/token.ts';
import { validateCommand } from './commands/validate.ts';

/** Every command: help, parsing and docs/cli.md come from here. */
export const COMMANDS: readonly Command[] = [
  demoCommand,
  validateCommand,
  collectCommand,
  searchCommand,
  reportCommand,
  briefCommand,
  tokenCommand,
];
