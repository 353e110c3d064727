import { describe, expect, it } from 'vitest';

import type {
  CollectionIssue,
  ErrorCode,
  GcsInventory,
  InstagramAnalytics,
  PlanningContext,
} from '../../../src/index.ts';
import { PLANNING_LINE_KINDS, planVideoContext } from '../../../src/index.ts';
import { renderReport } from '../../../src/report/index.ts';
import { analyticsSample, fullInventorySample } from '../../schemas/samples.ts';
import { allOf, parsePage, type PageElement } from './parse-page.ts';

/** Texts that would break out of one place or another. */
const CORPUS: readonly string[] = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title></head><body onload=alert(1)>',
  '</style><script>alert(1)</script>',
  '</svg></figure><iframe srcdoc="<script>alert(1)</script>">',
  '</td></tr></table></section><form action=https://evil.example><input>',
  '<!--',
  '--><a href="javascript:alert(1)">x</a>',
  ']]><![CDATA[<b>',
  '&lt;img src=x onerror=alert(1)&gt;&#60;b&#62;',
  'javascript:alert(1)',
  'https://www.instagram.com@evil.example/',
  'data:text/html;base64,PHNjcmlwdD4=',
  '${alert(1)}{{7*7}}',
  '\u202egnp.<b>\u0000</b>\u2028\ufeff',
  '<svg/onload=alert(1)><math><mi xlink:href="javascript:alert(1)">',
  '<base href=https://evil.example><meta http-equiv=refresh content=0;url=https://evil.example>',
  '<style>*{background:url(https://evil.example)}</style><link rel=stylesheet href=//evil.example>',
];

interface Hostile {
  readonly analytics: InstagramAnalytics;
  readonly inventory: GcsInventory;
  readonly planning: PlanningContext;
}

/** Makes the samples with one text wherever a text comes from outside. */
function documentsWith(text: string): Hostile {
  const analytics = structuredClone(analyticsSample);
  const inventory = structuredClone(fullInventorySample);
  const issue: CollectionIssue = {
    ...{ source: 'gcs', kind: 'not_found', retryable: true },
    ...{ scope: text, id: text, code: text as ErrorCode, message: text, remedy: text },
  };
  const [post] = analytics.recent_media ?? [];
  const [comment] = post?.comments ?? [];
  if (post === undefined || comment === undefined || analytics.account_info === null) throw new Error('No sample.');
  Object.assign(analytics.account_info, { username: text, name: text, biography: text, website: text });
  Object.assign(analytics.export_info.api, { host: text, version: text });
  const hostileComment = { ...comment, id: text, text: `${text}?`, username: text };
  analytics.recent_media = Array.from({ length: 8 }, (_, index) => ({
    ...post,
    ...{ id: `${text}${String(index)}`, media_type: text, media_product_type: text, media_audio_type: text },
    ...{ caption: text, permalink: text, media_url: text, thumbnail_url: text, hashtags: [text] },
    comments: [hostileComment, { ...hostileComment, text: `Please make ${text}` }],
  }));
  const tag = analytics.hashtag_performance?.['clay'];
  if (tag?.lift === undefined) throw new Error('No sample.');
  const together = { ...tag.lift, value: null, method: `${tag.lift.method}; always used together with #${text}` };
  analytics.hashtag_performance = { [text]: tag, [`${text}2`]: { ...tag, lift: together } };
  analytics.issues = [issue, issue];
  const [file] = inventory.highlights.newest;
  const [folder] = Object.values(inventory.folder_inventories);
  if (file === undefined || folder?.file_categories == null) throw new Error('No sample.');
  const hostileFile = { ...file, name: `${text}/${text}.mp4`, public_url: text, metadata: { [text]: text } };
  Object.assign(inventory.inventory_info, { bucket_name: text, folders_scanned: [text], files: 'all' });
  folder.file_categories.videos = [hostileFile, { ...hostileFile, name: `${text}/2.mp4` }];
  inventory.folder_inventories = {
    [text]: folder,
    [`${text}2`]: { ...folder, total_files: null, total_size_mb: null },
  };
  inventory.storage_class_summary = { [text]: { count: 1, size_mb: 1 }, STANDARD: { count: 1, size_mb: 1 } };
  inventory.highlights = { newest: [hostileFile], newest_videos: [hostileFile], largest: [hostileFile] };
  inventory.issues = [issue];
  const planning = planVideoContext({ analytics, inventory });
  planning.findings = PLANNING_LINE_KINDS.map((kind) => ({
    id: 'F1',
    kind,
    subject: [text],
    figures: { trait: text, kind: text, timezone: text },
    evidence: [text],
  }));
  return { analytics, inventory, planning };
}

/** Lists every element with the names of its attributes, in order. */
function skeleton(page: PageElement): string[] {
  return allOf(page, '*').map(({ tagName, attributes }) =>
    [tagName, ...[...attributes].map(({ name }) => name)].join(' ').toLowerCase(),
  );
}

/** Makes a text as long and with slashes and spaces in the same places, but harmless. No name of an account either. */
const harmless = (text: string): string => text.replace(/[^/\s]/gu, '§');

describe.each([
  ['a plan of others', true, CORPUS],
  // The texts go the same way, but for the plan's own.
  ['a plan of its own', false, CORPUS.slice(0, 4)],
] as const)('a report with %s', (_what, withPlan, corpus) => {
  const render = (text: string): string => {
    const { analytics, inventory, planning } = documentsWith(text);
    return renderReport(withPlan ? { analytics, inventory, planning } : { analytics, inventory }, { title: text });
  };

  it.each(corpus)('shows %j as text', (text) => {
    const html = render(text);
    const page = parsePage(html);
    expect(skeleton(page)).toEqual(skeleton(parsePage(render(harmless(text)))));
    expect(
      allOf(page, 'script, img, iframe, object, embed, link, base, form, input, math, audio, video, foreignObject'),
    ).toEqual([]);
    expect(allOf(page, 'style')).toHaveLength(1);
    for (const { attributes } of allOf(page, '*')) {
      for (const { name, value } of attributes) {
        expect(name).not.toMatch(/^on|^style$|^srcdoc$|^src$|^action$/i);
        if (/href$/i.test(name))
          expect(value).toMatch(/^(?:#|https:\/\/(?:www\.instagram\.com|storage\.googleapis\.com)\/)/);
      }
    }
  });

  it('really puts the texts on the page', () => {
    const page = parsePage(render('<b>bold</b>'));
    const shown = allOf(page, 'bdi').filter(({ textContent }) => textContent.includes('<b>bold</b>'));
    expect(shown.length).toBeGreaterThan(15);
    expect(allOf(page, 'svg text').some(({ textContent }) => textContent.includes('<b>'))).toBe(true);
    expect(page.querySelector('title')?.textContent).toContain('<b>bold</b>');
  });
});

describe('secrets', () => {
  const token = `EAA${'Zx9'.repeat(12)}`;
  const signed = `https://scontent.example/clip.mp4?oh=deadbeef&oe=66AA`;

  it('in any text of the documents stay out of the page', () => {
    for (const text of [token, `Bearer ${token}`, `access_token=${token}`, signed, `see ${signed} now`]) {
      const { analytics, inventory, planning } = documentsWith(text);
      const html = renderReport({ analytics, inventory, planning }, { title: text });
      expect(html).not.toContain(token);
      expect(html).not.toContain('deadbeef');
      expect(html).not.toContain('66AA');
    }
  });

  it('that a document was asked to hold, the addresses of the media, are not shown', () => {
    const analytics = structuredClone(analyticsSample);
    const [post] = analytics.recent_media ?? [];
    if (post === undefined || analytics.account_info === null) throw new Error('No sample.');
    Object.assign(post, { media_url: signed, thumbnail_url: signed });
    analytics.account_info.profile_picture_url = signed;
    const html = renderReport({ analytics });
    expect(html).not.toContain('scontent.example');
  });
});
