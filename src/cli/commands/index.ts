import { accountsCommand, keepCommand, tokenCommand } from './accounts.ts';
import { briefCommand, reportCommand } from './report.ts';
import { collectCommand } from './collect.ts';
import { demoCommand, initCommand } from './init.ts';
import { inventoryCommand } from './inventory.ts';
import { mcpCommand } from './mcp.ts';
import { searchCommand } from './search.ts';
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
