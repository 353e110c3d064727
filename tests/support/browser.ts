import { existsSync } from 'node:fs';

import { chromium, type Browser } from 'playwright-core';

/** Where the system's browser stands, unless the environment names another. */
const PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Nothing of the browser's own may reach for the network. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Finds the browser's program; `null` where none is installed. */
export function findBrowser(): string | null {
  const named = process.env['CHROMIUM_PATH'];
  return [...(named === undefined ? [] : [named]), ...PATHS].find((path) => existsSync(path)) ?? null;
}

/** Opens a browser without a window; `null` where none is installed. */
export async function openBrowser(): Promise<Browser | null> {
  const executablePath = findBrowser();
  return executablePath === null ? null : chromium.launch({ executablePath, args: FLAGS });
}
