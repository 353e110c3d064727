// Draws the pictures of docs/images from the demo data, in the installed Chromium: `npx tsx scripts/report-images.ts`.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import type { Browser } from 'playwright-core';

import { renderReport } from '../src/report/index.ts';
import { openBrowser } from '../tests/support/browser.ts';
import { demoDocuments, activeAccountDocuments } from '../tests/support/report-documents.ts';

const IMAGES = fileURLToPath(new URL('../docs/images/', import.meta.url));

/** Both accounts at both sizes in both schemes: the first screen, and a part that the other pictures do not show. */
const PICTURES = [
  { name: 'report-desktop-light', of: 'demo', colorScheme: 'light', size: 'desktop', from: null },
  { name: 'report-demo-desktop-dark', of: 'demo', colorScheme: 'dark', size: 'desktop', from: '#posts' },
  { name: 'report-phone-light', of: 'demo', colorScheme: 'light', size: 'phone', from: null },
  { name: 'report-demo-phone-dark', of: 'demo', colorScheme: 'dark', size: 'phone', from: '#footage' },
  { name: 'report-300-desktop-light', of: 'lively', colorScheme: 'light', size: 'desktop', from: null },
  { name: 'report-desktop-dark', of: 'lively', colorScheme: 'dark', size: 'desktop', from: '#hashtags' },
  { name: 'report-300-phone-light', of: 'lively', colorScheme: 'light', size: 'phone', from: '#periods' },
  { name: 'report-phone-dark', of: 'lively', colorScheme: 'dark', size: 'phone', from: '#times' },
] as const;

const SIZES = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } } as const;

const browser = await openBrowser();
if (browser === null) throw new Error('No Chromium is installed; CHROMIUM_PATH names one.');
const folder = await mkdtemp(join(tmpdir(), 'insight-inventory-'));
try {
  await mkdir(IMAGES, { recursive: true });
  const pages = { demo: renderReport(await demoDocuments()), lively: renderReport(await activeAccountDocuments()) };
  for (const { name, of, colorScheme, size, from } of PICTURES) {
    const file = join(folder, `${of}.html`);
    await writeFile(file, pages[of]);
    const page = await browser.newPage({ viewport: SIZES[size], colorScheme, reducedMotion: 'reduce' });
    await page.goto(`${pathToFileURL(file).href}${from ?? ''}`);
    await writeFile(join(IMAGES, `${name}.webp`), await toWebp(browser, await page.screenshot()));
    await page.close();
  }
} finally {
  await browser.close();
  await rm(folder, { recursive: true });
}

/** Packs a picture in a third of the bytes: the browser has the encoder. */
async function toWebp(browser: Browser, png: Buffer): Promise<Buffer> {
  const page = await browser.newPage();
  const uri = await page.evaluate<string>(`(async () => {
    const picture = new Image();
    picture.src = 'data:image/png;base64,${png.toString('base64')}';
    await picture.decode();
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    canvas.getContext('2d').drawImage(picture, 0, 0);
    const blob = await canvas.convertToBlob({ type: 'image/webp', quality: 0.85 });
    return new Promise((resolve) => {
      const reader = new FileReader();
      reader.onload = () => resolve(reader.result);
      reader.readAsDataURL(blob);
    });
  })()`);
  await page.close();
  return Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
}
