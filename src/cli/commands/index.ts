import { accountsCommand } from './accounts.ts';
import { briefCommand } from './brief.ts';
import { collectCommand } from './collect.ts';
import { demoCommand } from './demo.ts';
import { initCommand } from './init.ts';
import { inventoryCommand } from './inventory.ts';
import { keepCommand } from './keep.ts';
import { mcpCommand } from './mcp.ts';
import { reportCommand } from './report.ts';
import { searchCommand } from './search.ts';
import { tokenCommand } from './token.ts';
import { validateCommand } from './validate.ts';
import type { Command } from '../command.ts';

/** Every command: parsing, help of one and docs/cli.md come from here. */
export const COMMANDS: readonly Command[] = [
  demoCommand,
  initCommand,
  accountsCommand,
  validateCommand,
  collectCommand,
  keepCommand,
  inventoryCommand,
  searchCommand,
  reportCommand,
  briefCommand,
  mcpCommand,
  tokenCommand,
];
