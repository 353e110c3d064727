#!/usr/bin/env node
import { main } from './main.ts';
import { createProcessIo } from './process-io.ts';

process.exitCode = await main(process.argv.slice(2), createProcessIo(process));
