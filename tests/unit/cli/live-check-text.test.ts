import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import {
  describeLiveCheck,
  describeStorageCheck,
  type LiveFindings,
  writeRecords,
} from '../../../src/cli/live-check-text.ts';
import type { LiveCheckEntry, LiveCheckReport } from '../../../src/instagram/live-check/sheet.ts';
import type { StorageCheckReport } from '../../../src/inventory/check-access.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const entry = (name: string, over: Partial<LiveCheckEntry> = {}): LiveCheckEntry => ({
  ...{ table: 'account_fields', post_kind: null, name, expected: 'accepted', outcome: 'accepted', detail: null },
  ...over,
});

function liveOf(...entries: LiveCheckEntry[]): LiveCheckReport {
  const plan = { min: 1, max: 2, limit: 80 };
  const calls = { http_requests: 1, graph_calls: 2 };
  return {
    ...{ checked_at: '2026-11-22T12:00:00Z', login: 'facebook', api_version: 'v26.0' },
    ...{ plan, calls, entries, unexpected: 0 },
  };
}

const storage: StorageCheckReport = {
  checked_at: '2026-11-22T12:00:00Z',
  requests: 1,
  entries: [{ name: 'objects.get', expected: 'accepted', outcome: 'refused', detail: null }],
  unexpected: 1,
};
const recording: LiveFindings['recording'] = { recording_version: '1.0' } as never;

describe('the records of a check', () => {
  const live = liveOf(entry('username'));
  it.each([
    ['nothing', { live: null, storage: null, recording }, []],
    ['the bucket alone', { live: null, storage, recording: null }, ['verification_storage']],
    ['the account alone', { live, storage: null, recording: null }, ['verification_graph_facebook_v26.0']],
    [
      'both and what Graph answered',
      { live, storage, recording },
      ['recording_graph_facebook_v26.0', 'verification_graph_facebook_v26.0', 'verification_storage'],
    ],
  ])('of %s are files of their names', async (_, findings, names) => {
    const folder = await temporaryFolder();
    const written = await writeRecords(folder, findings, new AbortController().signal);
    const files = (await readdir(folder)).sort();
    expect(written.toSorted()).toEqual(files.map((name) => join(folder, name)));
    expect(files.map((name) => name.replace(/_\d{8}_\d{6}\.json$/, ''))).toEqual(names);
    for (const file of written) expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({});
  });
});

/** Takes out the marks of tones. */
const plainText = (text: string): string => text.replaceAll(/\p{Co}/gu, '');

describe('the words of a check', () => {
  it('join names that got one answer, and cut a long one', () => {
    const text = plainText(
      describeLiveCheck(
        liveOf(
          entry('username'),
          entry('shares', { table: 'media_metrics', post_kind: 'reels', outcome: 'refused', detail: 'x'.repeat(200) }),
          entry('plays', { table: 'media_metrics', expected: 'refused', outcome: 'refused', detail: null }),
          entry('views', { outcome: 'not_tried', detail: 'No post.' }),
          entry('reach', { outcome: 'not_tried', detail: 'No post.' }),
          entry('likes', { outcome: 'not_tried', detail: null }),
        ),
        null,
      ),
    );
    expect(text).toMatch(/accepted +username/);
    expect(text).toMatch(/Post metrics, reels.*\n.*shares.*\(expected accepted\).*: x{159}…/);
    expect(text).toMatch(/Post metrics, retired.*\n.*plays: *$/m);
    expect(text).toMatch(/views, reach: No post\./);
    expect(text).toMatch(/likes: *$/m);
    expect(text).toMatch(/1 accepted, 2 refused, 3 not tried; .*none against the tables/);
  });

  it('say how many answers are against the tables', () => {
    expect(plainText(describeStorageCheck(storage, 100))).toMatch(
      /objects\.get \(expected accepted\)[\s\S]*1 against the tables of this version.*\. 1 requests\./,
    );
  });
});
