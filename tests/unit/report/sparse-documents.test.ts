import { describe, expect, it } from 'vitest';

import type { InstagramAnalytics } from '../../../src/documents/analytics.ts';
import type { FileRecord } from '../../../src/documents/file.ts';
import type { AnyInventory } from '../../../src/documents/inventory.ts';
import { renderReport } from '../../../src/report/index.ts';
import { analytics, comment, file, inventory, post } from '../assistant/samples.ts';
import { allOf, parsePage, readable } from './parse-page.ts';

interface Documents {
  readonly analytics?: InstagramAnalytics;
  readonly inventory?: AnyInventory;
}

/** The words of a page and of the sections it has. */
function sectionsOf(documents: Documents): Record<string, string> {
  const page = parsePage(renderReport(documents));
  return Object.fromEntries(
    allOf(page, 'main > section').map((section) => [section.getAttribute('id') ?? '', readable(section)]),
  );
}

const nothing = { likes: null, comments: null, views: null, reach: null };
const noRates = Array.from({ length: 4 }, (_, index) =>
  post({ id: String(index), timestamp: `2026-11-0${String(index + 1)}T10:00:00Z`, insights: nothing }),
);

describe('the page of an account', () => {
  it('that could not be read says so in the place of every figure', () => {
    const sections = sectionsOf({
      analytics: analytics(noRates, { account_info: null, summary_metrics: null }),
    });
    expect(sections['collection']).toContain('the account could not be read');
    expect(sections['engagement']).toContain('No post has a rate');
    expect(Object.values(sections).join(' ')).not.toMatch(/NaN|undefined|\[object/);
  });

  it('without posts has no list of them', () => {
    const sections = sectionsOf({ analytics: analytics([]) });
    expect(Object.values(sections).join(' ')).not.toMatch(/NaN|undefined|Infinity/);
    expect(sections['issues']).toContain('No issues.');
  });

  it('by Instagram login, of photos without a word, is told as such', () => {
    const media = Array.from({ length: 6 }, (_, index) =>
      post({
        ...{ id: String(index), media_type: 'IMAGE', media_product_type: null, is_video: false, comments_count: index },
        ...{ timestamp: `2026-11-0${String(index + 1)}T10:00:00Z`, insights: { reach: 100 + index, views: 0 } },
        comments: [],
      }),
    );
    const base = analytics(media);
    const sections = sectionsOf({
      analytics: {
        ...base,
        account_info: base.account_info && { ...base.account_info, username: null, followers_count: null },
        export_info: { ...base.export_info, api: { host: 'graph.test', version: 'v26.0', login: 'instagram' } },
      },
    });
    expect(sections['collection']).toContain('login with Instagram');
    expect(sections['collection']).toContain('17');
    expect(sections['hashtags']).toContain('The posts that were read carry no hashtags.');
  });

  it('whose comments were cut or are not known to be answered says how many', () => {
    const media = [
      post({
        id: '1',
        comments_count: 9,
        comments: [comment({ id: '5', text: 'How long does it take?' })],
        comments_truncated: true,
      }),
      post({ id: '2', comments_count: 4, comments: null, unavailable: { comments: 'failed' } }),
      post({
        id: '3',
        comments_count: 2,
        comments: [comment({ id: '6', username: 'viewer', text: 'Where can I buy it?' })],
      }),
    ];
    const sections = sectionsOf({ analytics: analytics(media) });
    expect(sections['comments']).toContain('1 post has more comments than were read.');
    expect(sections['comments']).toContain('The comments of 1 post could not be read.');
  });

  it('whose times are none leaves out what is drawn by time, and shows the text', () => {
    const media = ['b', 'a'].map((id) =>
      post({ id, timestamp: 'someday', insights: { reach: 100, total_interactions: 5, views: 9 } }),
    );
    const given = analytics(media);
    const page = parsePage(renderReport({ analytics: given, history: [{ taken_at: 'once', analytics: given }] }));
    const words = readable(page);
    expect(words).toContain('someday');
    expect(words).not.toMatch(/NaN|Invalid Date|undefined/);
    expect(words).toContain('2 posts without a rate not drawn');
  });
});

describe('the page of a bucket', () => {
  it('that is empty says so', () => {
    const empty = inventory([]);
    const sections = sectionsOf({ inventory: { ...empty, folder_inventories: {} } });
    expect(sections['storage']).toContain('The bucket holds no files.');
    expect(sections['storage']).toContain('The bucket holds no folders.');
  });

  it('of files of which little is known says what is not', () => {
    const bare: Partial<FileRecord> = {
      ...{ size_bytes: null, size_mb: null, created_time: null, updated_time: null, md5_hash: null, crc32c: null },
    };
    const files = [
      file('video/a.mp4', bare),
      file('video/b.mp4', { updated_time: null, md5_hash: null, crc32c: null }),
    ];
    const base = inventory(files);
    const sections = sectionsOf({
      inventory: { ...base, inventory_info: { ...base.inventory_info, source: 'storage_insights' } },
    });
    expect(sections['storage']).toContain('from an inventory report of the platform');
    expect(sections['storage']).toContain('unknown');
    expect(sections['storage']).toContain('no date in the listing');
  });

  it('of folders that could not be listed has a table of them, and no drawing', () => {
    const base = inventory([file('video/a.mp4')]);
    const unread = { total_files: null, total_size_mb: null, category_summary: null, file_categories: null };
    const folders = Object.entries(base.folder_inventories).map(([name, folder]) => [name, { ...folder, ...unread }]);
    const page = parsePage(
      renderReport({ inventory: { ...base, folder_inventories: Object.fromEntries(folders) as never } }),
    );
    const table = allOf(page, '#storage table').find((one) => readable(one).startsWith('Files by folder'));
    expect(readable(table ?? null)).toContain('video');
    expect(allOf(page, '#storage svg [aria-label*="folder"], #storage svg[aria-label*="folder"]')).toEqual([]);
  });

  it('of copies without MD5 compares by CRC32C and size', () => {
    const files = ['a', 'b', 'c'].map((name) =>
      file(`video/${name}.mp4`, { md5_hash: null, crc32c: name === 'c' ? null : 'AAAAAA==' }),
    );
    const sections = sectionsOf({ inventory: inventory(files) });
    expect(Object.values(sections).join(' ')).toContain('CRC32C and size');
    expect(Object.values(sections).join(' ')).toContain('1 file has no checksum and cannot be compared.');
  });
});
