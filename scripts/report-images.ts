// Draws the pictures of docs/images from the demo data, in the installed Chromium: `npx tsx scripts/report-images.ts`.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { renderReport } from '../src/report/index.ts';
import { openBrowser } from '../tests/support/browser.ts';
import { demoDocuments, livelyDocuments } from '../tests/support/report-documents.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** The demo account has seven posts, too few for intervals: those are shown on a generated account of 300. */
const PICTURES = [
  { name: 'report-desktop-light', of: 'demo', colorScheme: 'light', width: 1280, height: 800, from: null },
  { name: 'report-desktop-dark', of: 'lively', colorScheme: 'dark', width: 1280, height: 1000, from: '#hashtags' },
  { name: 'report-phone-light', of: 'demo', colorScheme: 'light', width: 390, height: 844, from: null },
  { name: 'report-phone-dark', of: 'lively', colorScheme: 'dark', width: 390, height: 844, from: '#times' },
] as const;

const browser = await openBrowser();
if (browser === null) throw new Error('No Chromium is installed; CHROMIUM_PATH names one.');
const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
try {
  await mkdir(IMAGES, { recursive: true });
  const pages = { demo: renderReport(await demoDocuments()), lively: renderReport(await livelyDocuments()) };
  for (const { name, of, colorScheme, width, height, from } of PICTURES) {
    const file = join(folder, `${of}.html`);
    await writeFile(file, pages[of]);
    const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${pathToFileURL(file).href}${from ?? ''}`);
    await page.screenshot({ path: join(IMAGES, `${name}.png`) });
    await page.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}
