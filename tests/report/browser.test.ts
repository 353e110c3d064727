import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { listEnds } from '../../src/metrics/ranks.ts';
import type { Thumbnails } from '../../src/index.ts';
import { renderReport, type ReportInput } from '../../src/report/index.ts';
import { jpegBytes } from '../../src/testing/index.ts';
import { bigAccount, bigInventory } from '../support/big-documents.ts';
import { findBrowser, openBrowser } from '../support/browser.ts';
import { demoDocuments, activeAccountDocuments } from '../support/report-documents.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const isThere = findBrowser() !== null;
if (!isThere) {
  // oxlint-disable-next-line no-console -- a run without a browser has to say so
  console.info('No Chromium is installed (CHROMIUM_PATH names one): the report is not opened in a browser.');
}

const SIZES = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } } as const;
const SCHEMES = ['light', 'dark'] as const;
const VIEWS = (Object.keys(SIZES) as (keyof typeof SIZES)[]).flatMap((size) =>
  SCHEMES.map((scheme) => ({ size, scheme })),
);

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

/** Lists what the page does against the rules of accessibility, or against those of colours alone. */
async function violationsOf(page: Page, rules: 'all' | 'colours' = 'all'): Promise<string[]> {
  // Through the debugger: the page's own policy stays in force and lets no script in.
  await page.evaluate(axe.source);
  const options = { resultTypes: ['violations'], ...(rules === 'colours' ? { runOnly: ['cat.color'] } : {}) };
  const run = `axe.run(document, ${JSON.stringify(options)}).then((result) => result.violations)`;
  const violations = await page.evaluate<Violation[]>(run);
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html ?? ''} ${nodes[0]?.failureSummary ?? ''}`,
  );
}

/** Cells that reach out of the window or hold more than they show, by their text. */
const CUT_CELLS = `[...document.querySelectorAll('th, td, .card, dd, li')]
  .filter((cell) => cell.closest('thead, nav') === null && cell.offsetParent !== null)
  .filter((cell) => {
    const { left, right } = cell.getBoundingClientRect();
    return left < 0 || right > window.innerWidth || cell.scrollWidth > cell.clientWidth + 1;
  })
  .map((cell) => cell.textContent.trim().slice(0, 80))`;

/** Letters of charts under 10 px or outside their picture, by their text. */
const CUT_LETTERS = `[...document.querySelectorAll('svg.chart text')]
  .filter((text) => text.closest('svg').clientWidth > 0 && text.textContent.trim() !== '')
  .filter((text) => {
    const svg = text.closest('svg');
    const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute('width'));
    const frame = svg.getBoundingClientRect();
    const box = text.getBoundingClientRect();
    const size = Number.parseFloat(getComputedStyle(text).fontSize) * scale;
    return size < 10 || box.left < frame.left - 1 || box.right > frame.right + 1;
  })
  .map((text) => text.textContent)`;

/** The points of the first chart that the keyboard reaches, and the names among them that do not fit their picture. */
const NAMED_POINTS = `(() => {
  const chart = [...document.querySelectorAll('#engagement .points')].find((svg) => svg.clientWidth > 0);
  const frame = chart.getBoundingClientRect();
  const points = [...chart.querySelectorAll('.point')];
  const cut = points.flatMap((point) => {
    point.focus();
    const text = point.querySelector('.tip text');
    const box = text.getBoundingClientRect();
    const isWhole = document.activeElement === point && box.width > 0 && box.left >= frame.left - 1 && box.right <= frame.right + 1;
    return isWhole ? [] : [text.textContent];
  });
  return { stops: points.length, cut, address: points[0].getAttribute('href') };
})()`;

/** Tables in sight that are wider than their box, by caption. */
const SCROLLED_TABLES = `[...document.querySelectorAll('.scroll')]
  .filter((box) => box.clientWidth > 0 && box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.getAttribute('aria-label'))`;

/** One word of 60 letters, as names without a space are. */
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitaensmuetzenabzeichen';

/**
 * Makes the account with long words for names, large numbers, its audience, its stories and a bucket of long file
 * names.
 */
function withLongNames(documents: Awaited<ReturnType<typeof activeAccountDocuments>>): ReportInput {
  const { analytics, history, stories } = documents;
  const inventory = bigInventory(300);
  const files = Object.values(inventory.folder_inventories).flatMap(({ file_categories: groups }) =>
    Object.values(groups ?? {}).flat(),
  );
  for (const file of [...files, ...inventory.highlights.newest, ...inventory.highlights.largest])
    file.name = `${LONG}/${LONG}_${file.name.replaceAll('/', '_')}`;
  const media = (analytics.recent_media ?? []).map((post, index) => ({
    ...post,
    caption: index % 2 === 0 ? `${LONG}${String(index)} ${post.caption ?? ''}` : post.caption,
    insights: { ...post.insights, views: post.insights.views === null ? null : post.insights.views * 1_234_567 },
  }));
  const account = analytics.account_info;
  return {
    analytics: {
      ...analytics,
      recent_media: media,
      account_info: account && { ...account, username: LONG.slice(0, 30), followers_count: 1_234_567_890 },
      issues: analytics.issues.map((issue) => ({ ...issue, message: `${LONG}${LONG}: ${issue.message}` })),
    },
    inventory,
    history,
    stories,
    onlineFollowers: Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [String(hour), 1_234_567 * hour])),
    timezone: 'America/Argentina/ComodRivadavia',
  };
}

describe.runIf(isThere)('the report in a browser', () => {
  let browser: Browser;
  const pages: Record<string, string> = {};

  beforeAll(async () => {
    const opened = await openBrowser();
    if (opened === null) throw new Error('The browser is gone.');
    browser = opened;
    pages['the demo'] = renderReport(await demoDocuments());
    const lively = await activeAccountDocuments();
    pages['a lively account'] = renderReport(lively);
    pages['long names in German'] = renderReport(withLongNames(lively), { locale: 'de-DE' });
  });

  afterAll(() => browser.close());

  /** Opens a page from disk, notes what it complains of and asks for, and closes it with the rest. */
  async function visit(
    html: string,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
  ): Promise<{ complaints: string[]; requests: string[]; address: string }> {
    const file = join(await temporaryFolder(), 'report.html');
    await writeFile(file, html);
    const context = await browser.newContext(options);
    const page = await context.newPage();
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    const address = pathToFileURL(file).href;
    await page.goto(address, { waitUntil: 'load' });
    await look(page);
    await context.close();
    return { complaints, requests, address };
  }

  describe.each(['the demo', 'a lively account'])('of %s', (name) => {
    it.each(VIEWS)(
      'at $size width, $scheme: opens without a complaint, a request, an overflow or a barrier',
      async (view) => {
        const options = { viewport: SIZES[view.size], colorScheme: view.scheme };
        const { complaints, requests, address } = await visit(pages[name] ?? '', options, async (page) => {
          // Tables are wide inside what is folded: it has to fit unfolded as well.
          await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
          const widths = await page.evaluate('[document.documentElement.scrollWidth, window.innerWidth]');
          expect(widths).toEqual([SIZES[view.size].width, SIZES[view.size].width]);
          const drawn = await page.evaluate(
            "[...document.querySelectorAll('svg.chart')].filter((svg) => svg.clientWidth > 300).length",
          );
          const figures = await page.evaluate("document.querySelectorAll('figure').length");
          expect(drawn).toBe(figures);
          const ground = await page.evaluate('getComputedStyle(document.body).backgroundColor');
          expect(ground).toBe(view.scheme === 'light' ? 'rgb(245, 244, 240)' : 'rgb(17, 20, 23)');
          // In the dark only the colours are others.
          expect(await violationsOf(page, view.scheme === 'light' ? 'all' : 'colours')).toEqual([]);
        });
        expect(complaints).toEqual([]);
        expect(requests).toEqual([address]);
      },
    );
  });

  describe.each(['the demo', 'a lively account', 'long names in German'])('of %s on a phone', (name) => {
    let page: Page;
    beforeAll(async () => {
      page = await browser.newPage();
      await page.setContent(pages[name] ?? '');
      await page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true");
    });
    afterAll(() => page.close());

    it.each([320, 390])('at %i px cuts no cell and no number, and no chart has letters under 10 px', async (width) => {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate<string[]>(CUT_CELLS)).toEqual([]);
      expect(await page.evaluate<string[]>(CUT_LETTERS)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    });

    it.each([719, 820, 1280])('at %i px no chart has letters under 10 px or outside its frame', async (width) => {
      await page.setViewportSize({ width, height: 844 });
      expect(await page.evaluate<string[]>(CUT_LETTERS)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    });
  });

  it.each(['the demo', 'a lively account'])('answers on the first screen: %s', async (name) => {
    await visit(pages[name] ?? '', { viewport: { width: 1280, height: 800 } }, async (page) => {
      const bottom = await page.evaluate("document.querySelector('#summary').getBoundingClientRect().bottom");
      expect(bottom).toBeLessThanOrEqual(800);
    });
  });

  it.each(['the demo', 'a lively account'])('scrolls no table sideways at a desk: %s', async (name) => {
    await visit(pages[name] ?? '', { viewport: SIZES.desktop }, async (page) => {
      expect(await page.evaluate<string[]>(SCROLLED_TABLES)).toEqual([]);
    });
  });

  it('is reached by keyboard: past the navigation, to every table', async () => {
    await visit(pages['the demo'] ?? '', { viewport: SIZES.desktop }, async (page) => {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the report');
      await page.keyboard.press('Enter');
      expect(await page.evaluate('document.activeElement.id')).toBe('content');
      await page.keyboard.press('Tab');
      const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline).toBe('solid');
    });
  });

  it.each([
    ['at a desk', SIZES.desktop],
    ['on a phone', SIZES.phone],
  ])('names the posts of a chart to the keyboard, %s', async (_where, viewport) => {
    await visit(pages['a lively account'] ?? '', { viewport }, async (page) => {
      await page.keyboard.press('Tab');
      const { stops, cut, address } = await page.evaluate<{ stops: number; cut: string[]; address: string }>(
        NAMED_POINTS,
      );
      // Of 286 posts the twelve with most and the twelve with least: a stop at each would help nobody.
      expect(stops).toBe(24);
      expect(cut).toEqual([]);
      expect(address).toMatch(/^https:\/\/www\.instagram\.com\//);
    });
  });

  it('shows pictures that are in the page, under its policy', async () => {
    const jpeg = Buffer.from(jpegBytes({ size: 2_048, width: 320, height: 400 }).read(0, 2_048)).toString('base64');
    const analytics = bigAccount(40);
    const images = Object.fromEntries(
      listEnds(analytics.recent_media ?? []).map((id) => [id, `data:image/jpeg;base64,${jpeg}`]),
    );
    const thumbnails: Thumbnails = {
      thumbnails_version: '1.0',
      retrieved_at: '2026-11-22T12:00:00Z',
      images,
      issues: [],
    };
    const { complaints, requests } = await visit(
      renderReport({ analytics, thumbnails }),
      { viewport: SIZES.phone },
      async (page) => {
        expect(await page.evaluate("document.querySelectorAll('#posts image').length")).toBe(
          Object.keys(images).length,
        );
        expect(await page.evaluate<string[]>(CUT_CELLS)).toEqual([]);
        expect(await violationsOf(page)).toEqual([]);
      },
    );
    expect(complaints).toEqual([]);
    // A data URI is listed as a request that leaves the page nowhere.
    expect(requests.filter((url) => !url.startsWith('data:'))).toHaveLength(1);
  });

  it.each([['the demo'], ['a lively account'], ['long names in German']])(
    'prints on paper: without navigation, on white, no wider than the sheet: %s',
    async (name) => {
      await visit(pages[name] ?? '', { viewport: { width: 718, height: 1000 }, colorScheme: 'dark' }, async (page) => {
        await page.emulateMedia({ media: 'print' });
        expect(await page.evaluate("getComputedStyle(document.querySelector('nav')).display")).toBe('none');
        expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(718);
        expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000);
      });
    },
  );

  it('opens with 1,000 posts', async () => {
    const html = renderReport({ analytics: bigAccount(1_000) });
    const { complaints } = await visit(html, { viewport: SIZES.desktop }, async (page) => {
      expect(await page.evaluate("document.querySelectorAll('#engagement .wide circle').length")).toBeGreaterThan(990);
    });
    expect(complaints).toEqual([]);
  });
});
