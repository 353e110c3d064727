/**
 * How large a report of 1,000 posts and 100,000 files is, how long it takes to make, and how long a browser takes to
 * open it where one is installed: `npx tsx bench/report.ts`.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { renderReport } from '../src/report/index.ts';
import { bigAccount, bigInventory } from '../tests/support/big-documents.ts';
import { openBrowser } from '../tests/support/browser.ts';

const input = { analytics: bigAccount(1_000), inventory: bigInventory(100_000) };
const start = performance.now();
const html = renderReport(input);
const rendered = performance.now() - start;

const rows: Record<string, string> = {
  'page, KB': (Buffer.byteLength(html) / 1_024).toFixed(0),
  'rendered, s': (rendered / 1_000).toFixed(2),
  'heap, MB': (process.memoryUsage().heapUsed / 1_048_576).toFixed(0),
};

const browser = await openBrowser();
if (browser !== null) {
  const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
  const file = join(folder, 'report.html');
  await writeFile(file, html);
  for (const [name, width] of Object.entries({ desktop: 1280, phone: 390 })) {
    const page = await browser.newPage({ viewport: { width, height: 900 } });
    const opening = performance.now();
    await page.goto(pathToFileURL(file).href, { waitUntil: 'load' });
    // Two frames later everything has been laid out and painted.
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    rows[`opened, ${name}, s`] = ((performance.now() - opening) / 1_000).toFixed(2);
    await page.close();
  }
  await browser.close();
  await rm(folder, { recursive: true });
}
console.table(rows);
