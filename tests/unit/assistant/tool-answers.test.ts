import { describe, expect, it } from 'vitest';

import {
  accountLine,
  clipItem,
  dataLine,
  hashtagItems,
  noteItem,
  seriesItem,
} from '../../../src/assistant/brief-items.ts';
import { createAssistantTools, runTool, type AssistantTool } from '../../../src/assistant/index.ts';
import { Redactor } from '../../../src/base/redact.ts';
import type { PlanningContext } from '../../../src/documents/planning.ts';
import { analytics, comment, file, inventory, post } from './samples.ts';

const media = Array.from({ length: 40 }, (_, index) =>
  post({
    ...{ id: String(17_900 + index), hashtags: index % 2 === 0 ? ['glass'] : ['clay'], caption: 'A vase' },
    ...{ timestamp: `2026-10-${String((index % 28) + 1).padStart(2, '0')}T10:00:00Z` },
    ...{ insights: { views: 100 + index, reach: 90 + index, total_interactions: 9 } },
    comments: [comment({ id: `9${String(index)}`, username: 'viewer', text: 'How long?' })],
  }),
);
const files = [
  file('video/clip01.mp4'),
  file('video/deep/clip02.mp4'),
  file('notes/a.txt', { file_category: 'other' }),
];
const whole = { analytics: analytics(media), inventory: inventory(files) };
const tools = createAssistantTools({ documents: whole });

async function answer(name: string, input: object, from: readonly AssistantTool[] = tools): Promise<unknown> {
  const result = await runTool(from, name, input);
  return result.ok ? result.data : result.error;
}

describe('an answer', () => {
  it.each<[string, object, object]>([
    ['instagram_hashtag_performance', { hashtags: ['#GLASS'] }, { hashtags: [{ posts: 20 }] }],
    ['instagram_formats', { by: 'product_type' }, { by: '<<product_type>>', measure: '<<engagement_rate>>' }],
    ['instagram_formats', { by: 'product_type', measure: 'views' }, { measure: '<<views>>' }],
    ['gcs_folder_overview', { folder: 'video/deep' }, { folders: [{ files: 1 }] }],
    ['gcs_probe_files', { names: ['video/none.mp4'] }, { files: [{ problem: '<<no file of the bucket>>' }] }],
    ['gcs_probe_files', { names: ['notes/a.txt'] }, { files: [{ problem: '<<no video, audio or image>>' }] }],
    ['gcs_probe_files', { names: ['video/clip01.mp4'] }, { files: [{ problem: '<<no bucket to read from>>' }] }],
    ['footage_unused', { series: 'clip' }, { clips: [{}, {}] }],
    ['footage_unused', { series: 'other' }, { clips: [] }],
    ['instagram_compare_periods', { days: 14 }, { days: 14 }],
    ['planning_forecast', { timestamp: 'tomorrow' }, { kind: 'invalid_request' }],
    ['instagram_get_media_insights', { media_id: 5 }, { kind: 'invalid_request' }],
  ])('of %s to %j', async (name, input, expected) => {
    expect(await answer(name, input)).toMatchObject(expected);
  });

  it('from no arguments is the same as from an empty text', async () => {
    const [list] = tools.filter(({ name }) => name === 'instagram_list_recent_media');
    const empty = await runTool(tools, 'instagram_list_recent_media', '  ');
    expect(await list?.execute(undefined)).toEqual(empty);
    expect(empty.ok).toBe(true);
  });

  it('of folders comes from the inventory where it has no file rows', async () => {
    const base = inventory(files);
    const { video } = base.folder_inventories;
    const bare = {
      ...base,
      inventory_info: { ...base.inventory_info, files: 'none' as const },
      folder_inventories: video === undefined ? {} : { video: { ...video, file_categories: null } },
    };
    const from = createAssistantTools({ documents: { inventory: bare } });
    expect(await answer('gcs_folder_overview', {}, from)).toMatchObject({ folders: [{ files: 3 }] });
    expect(await answer('gcs_search_files', {}, from)).toMatchObject({
      ...{ complete: false, searched: '<<the newest and largest files only>>' },
    });
  });

  it('to a comparison without posts asks for them', async () => {
    const from = createAssistantTools({ documents: { analytics: analytics([], { recent_media: null }) } });
    expect(await answer('instagram_compare_periods', {}, from)).toMatchObject({ kind: 'invalid_request' });
    expect(await answer('instagram_formats', { by: 'product_type' }, from)).toMatchObject({ groups: [] });
  });

  it.each([800, 1_200])('stays within %d tokens, and says what it left out', async (maxTokens) => {
    const small = createAssistantTools({ documents: whole }, { maxTokens });
    for (const name of ['instagram_trends', 'instagram_list_recent_media', 'data_status', 'instagram_get_account']) {
      const result = await runTool(small, name, {});
      if (!result.ok) expect(result.error.kind).toBe('invalid_request');
      else expect(result.estimated_tokens <= maxTokens || result.truncated).toBe(true);
    }
  });
});

describe('a line of the brief', () => {
  const options = { redactor: new Redactor(), mostEvidence: 3 };
  const account = {
    ...{ username: null, followers_count: null, median_engagement_rate: null, engagement_basis: null },
  } as unknown as PlanningContext['account'];

  it.each([
    ['not read', account, false, 'Account: not read'],
    ['unknown', account, true, 'Account: name unknown, followers unknown, no engagement rate known'],
    [
      'known but for its basis',
      { ...account, username: 'studio', followers_count: 7, median_engagement_rate: 2.5 },
      true,
      'Account: <<studio>>, 7 followers, median engagement 2.5 % by unknown',
    ],
  ])('of an account that is %s', (_, given, isRead, expected) => {
    expect(accountLine({ account: given } as PlanningContext, isRead, options.redactor)).toBe(expected);
  });

  it('of data there are none of', () => {
    expect(dataLine({ analytics: null, inventory: null })).toBe('Data: none');
  });

  it('of a note about nothing in particular is the note alone', () => {
    expect(noteItem({ about: null, text: 'Kiln on Mondays.' }, options).line).toBe('Kiln on Mondays.');
    expect(noteItem({ about: 'kiln', text: 'Mondays.' }, options).line).toBe('kiln: Mondays.');
  });

  it('of a clip of unknown age leaves it out', () => {
    const clip = {
      ...{ name: 'a.mp4', duration_seconds: null, orientation: null, age_days: null, size_mb: 3, still: null },
      ...{ fit: 1, confidence: 0.9, reason: 'time' },
    } as unknown as Parameters<typeof clipItem>[0];
    expect(clipItem(clip, options).line).toBe(
      '<<a.mp4>>: length unknown, orientation unknown, 3 MB, fit 1, unused 0.9 (time)',
    );
    expect(clipItem({ ...clip, age_days: 3 }, options).line).toContain('3 days old');
  });

  it('of a series without dates leaves the newest out', () => {
    const series = {
      ...{
        series: 'tu',
        unused: 2,
        used: 1,
        seconds: null,
        orientations: {},
        newest: null,
        note: null,
        example: 'tu1.mp4',
      },
    } as unknown as Parameters<typeof seriesItem>[0];
    expect(seriesItem(series, options).line).toBe(
      'Series <<tu>>: 2 unused, 1 used, length unknown, such as <<tu1.mp4>>',
    );
  });

  it('of a hashtag without a rate or a comparison says so', () => {
    const base = analytics([post({ id: '1', hashtags: ['a'] }), post({ id: '2', hashtags: ['a'] })]);
    const row = { ...base.hashtag_performance?.['a'], median_engagement_rate: null, lift: undefined };
    const given = {
      ...base,
      hashtag_performance: { a: row, b: { ...row, median_engagement_rate: 2, engagement_basis: null } },
    };
    const lines = hashtagItems(given as unknown as typeof base, options).map(({ line }) => line);
    expect(lines).toEqual([
      '<<#a>>: 2 posts, no rate known (too few)',
      '<<#b>>: 2 posts, median 2 % by unknown (too few)',
    ]);
  });
});
