import { describe, expect, it } from 'vitest';

import {
  checkFileReferences,
  checkVideoPlan,
  planVideoContext,
  proposeLedgerEntries,
  recordPublished,
  type FileMediaMetadata,
  type FileRecord,
  type PlanProblem,
  type VideoPlan,
} from '../../../src/index.ts';
import { analytics, comment, file, inventory, post } from '../assistant/samples.ts';

const media = Array.from({ length: 8 }, (_, index) =>
  post({
    id: `1790000000000000${String(index)}`,
    caption: `A bowl number ${String(index)} on the wheel, thrown in one go #clay`,
    hashtags: ['clay'],
    timestamp: `2026-11-0${String(index + 1)}T18:00:00Z`,
    insights: { views: index === 3 ? 8_000 : 1_000, reach: 900, total_interactions: index === 3 ? 90 : 30 },
    comments: [comment({ id: `1800000000000000${String(index)}`, text: 'How long does it take?', username: 'viewer' })],
  }),
);

function clip(name: string, seconds: number, orientation: FileMediaMetadata['orientation'] = 'portrait'): FileRecord {
  const video_metadata = { format: 'MP4', content_type: 'video', duration_seconds: seconds, orientation };
  return file(name, { video_metadata });
}

const documents = {
  analytics: analytics(media),
  inventory: inventory([
    clip('video/tu01.mp4', 12),
    clip('video/tu02.mp4', 20),
    clip('video/tu03.mp4', 4),
    clip('video/wide.mp4', 15, 'landscape'),
    clip('video/published.mp4', 9),
    clip('video/bowl one.mp4', 30),
    file('music/calm.mp3'),
  ]),
  ledger: [{ media_id: '17900000000000003', files: ['video/published.mp4'], published_at: null }],
};

const good: VideoPlan = {
  title: 'Two tumblers',
  why: [
    { text: 'The post with 8 times the views did best.', evidence: ['17900000000000003'] },
    { text: 'Eight people ask how long it takes.', evidence: ['A1'] },
    { text: 'We try an evening slot, untested so far.', evidence: [] },
  ],
  when: '2026-11-28T18:00:00Z',
  caption: 'How long does one take? Watch to the end.',
  hashtags: ['tumbler', 'potterylife'],
  audio: 'music/calm.mp3',
  scenes: [
    { file: 'video/tu01.mp4', start_seconds: 0, duration_seconds: 8, text: 'Start' },
    { file: 'gs://studio/video/tu02.mp4', start_seconds: 2.5, duration_seconds: 10, text: null },
  ],
};

const codesOf = (problems: readonly PlanProblem[]): string[] => problems.map(({ code }) => code);

/** Sets the value at a JSON pointer. */
function set(plan: unknown, path: string, value: unknown): void {
  const keys = path.split('/').slice(1);
  let part = plan as Record<string, unknown>;
  for (const key of keys.slice(0, -1)) part = part[key] as Record<string, unknown>;
  part[keys.at(-1) ?? ''] = value;
}

describe('checkVideoPlan', () => {
  it('lets a plan through that holds', () => {
    expect(checkVideoPlan(good, documents)).toEqual({ ok: true, problems: [], plan: good });
  });

  it('finds exactly the ten planted errors, and passes when each remedy is applied', () => {
    const planted: VideoPlan = {
      ...good,
      why: [
        { text: 'A bowl is thrown in one go.', evidence: ['17999999999999999'] },
        { text: 'Tumblers perform well and triple the reach.', evidence: ['video/tu01.mp4'] },
      ],
      caption: 'Clay and water. '.repeat(150),
      hashtags: Array.from({ length: 31 }, (_, index) => `tag${String(index)}x`),
      scenes: [
        {
          file: 'https://storage.googleapis.com/studio/video/kiln_opening_final_take.mp4',
          start_seconds: 0,
          duration_seconds: 3,
          text: null,
        },
        { file: 'video/tuo2.mp4', start_seconds: 0, duration_seconds: 3, text: null },
        { file: 'video/tu03.mp4', start_seconds: 1, duration_seconds: 6, text: null },
        { file: 'video/wide.mp4', start_seconds: 0, duration_seconds: 3, text: null },
        { file: 'video/published.mp4', start_seconds: 0, duration_seconds: 3, text: null },
        { file: 'music/calm.mp3', start_seconds: 0, duration_seconds: 3, text: null },
      ],
    };
    const { ok, problems } = checkVideoPlan(planted, documents);
    expect(ok).toBe(false);
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['unknown_file', '/scenes/0/file'],
      ['unknown_file', '/scenes/1/file'],
      ['too_short', '/scenes/2/duration_seconds'],
      ['wrong_orientation', '/scenes/3/file'],
      ['already_published', '/scenes/4/file'],
      ['wrong_kind', '/scenes/5/file'],
      ['caption_too_long', '/caption'],
      ['too_many_hashtags', '/hashtags'],
      ['unknown_evidence', '/why/0/evidence/0'],
      ['unsupported_claim', '/why/1/text'],
    ]);
    for (const { message, remedy } of problems) {
      expect(message).not.toBe('');
      expect(remedy).not.toBe('');
    }
    const suggested = Object.fromEntries(problems.map(({ path, suggestion }) => [path, suggestion]));
    expect(suggested['/scenes/0/file']).toBeNull();
    expect(suggested['/scenes/1/file']).toBe('video/tu02.mp4');
    expect(suggested['/scenes/2/duration_seconds']).toBe('3');
    // Each remedy, as its words say.
    const mended = structuredClone(planted);
    for (const { code, path, suggestion } of problems) {
      if (code === 'too_short') set(mended, path, Number(suggestion));
      else if (code === 'caption_too_long') set(mended, path, planted.caption.slice(0, 2_200));
      else if (code === 'too_many_hashtags') set(mended, path, planted.hashtags.slice(0, 5));
      else if (code === 'unknown_evidence') set(mended, path, '17900000000000003');
      else if (code === 'unsupported_claim') set(mended, path, 'Tumblers are a test of something not known yet.');
      else set(mended, path, suggestion ?? 'video/bowl one.mp4');
    }
    expect(checkVideoPlan(mended, documents).problems).toEqual([]);
  });

  it('refuses what has not the shape of a plan, with a pointer each', () => {
    const { ok, plan, problems } = checkVideoPlan({ ...good, title: 4, scenes: [{ file: 'a' }] }, documents);
    expect([ok, plan]).toEqual([false, null]);
    expect(new Set(codesOf(problems))).toEqual(new Set(['invalid_plan']));
    expect(problems.map(({ path }) => path)).toContain('/title');
    expect(checkVideoPlan('no plan', documents).problems).toMatchObject([{ code: 'invalid_plan', path: '' }]);
    expect(codesOf(checkVideoPlan({ ...good, when: 'next Friday' }, documents).problems)).toEqual(['invalid_plan']);
  });

  it.each<[string, Partial<VideoPlan>, string[]]>([
    [
      'a figure nobody measured',
      { why: [{ text: 'It had 12,000 views.', evidence: ['17900000000000003'] }] },
      ['unsupported_claim'],
    ],
    [
      'a figure that stands in the post',
      { why: [{ text: 'It had 8,000 views.', evidence: ['17900000000000003'] }] },
      [],
    ],
    [
      'a claim that cites a usual post',
      { why: [{ text: 'This did best.', evidence: ['17900000000000001'] }] },
      ['unsupported_claim'],
    ],
    [
      'a claim that cites nothing',
      { why: [{ text: 'Evening posts get more views.', evidence: [] }] },
      ['unsupported_claim'],
    ],
    ['a clip as music', { audio: 'video/tu02.mp4' }, ['wrong_kind']],
    ['no such music', { audio: 'music/calmm.mp3' }, ['unknown_file']],
    ['a caption like the last post', { caption: 'A bowl number 7 on the wheel, thrown in one go' }, ['too_similar']],
    ['more tags with those of the caption', { caption: 'Now #a1 #b2 #c3 #d4' }, ['too_many_hashtags']],
    [
      'an address of another bucket',
      { scenes: [{ file: 'gs://other/video/tu02.mp4', start_seconds: 0, duration_seconds: 1, text: null }] },
      ['unknown_file'],
    ],
    [
      'a public address',
      {
        scenes: [
          {
            file: 'https://storage.googleapis.com/studio/video/bowl%20one.mp4',
            start_seconds: 0,
            duration_seconds: 1,
            text: null,
          },
        ],
      },
      [],
    ],
  ])('judges %s', (_what, change, codes) => {
    expect(codesOf(checkVideoPlan({ ...good, ...change }, documents).problems)).toEqual(codes);
  });

  it('asks for a probe where a scene needs a length nobody knows', () => {
    const unprobed = {
      ...documents,
      inventory: inventory([file('video/tu01.mp4'), file('video/tu02.mp4'), file('music/calm.mp3')]),
    };
    expect(codesOf(checkVideoPlan(good, unprobed).problems)).toEqual(['unknown_length', 'unknown_length']);
  });

  it('keeps the clips of another plan apart, and takes any orientation where allowed', () => {
    const other: VideoPlan = {
      ...good,
      title: 'Other',
      scenes: [{ file: 'video/tu02.mp4', start_seconds: 0, duration_seconds: 1, text: null }],
    };
    expect(codesOf(checkVideoPlan(good, documents, { otherPlans: [other] }).problems)).toEqual(['in_another_plan']);
    const wide: VideoPlan = {
      ...good,
      scenes: [{ file: 'video/wide.mp4', start_seconds: 0, duration_seconds: 1, text: null }],
    };
    expect(checkVideoPlan(wide, documents, { orientation: null }).ok).toBe(true);
  });
});

describe('checkFileReferences', () => {
  const odd = ['clip (1).mp4', 'take #2.mp4', 'why?.mp4', '100%.mp4', 'müde.mp4'];
  const shelf = inventory(odd.map((name) => clip(`video/${name}`, 9)));

  it.each(odd)('finds %s by its gs:// and its public address, as a value of JSON', (name) => {
    const { gs_uri, public_url } = clip(`video/${name}`, 9);
    for (const address of [gs_uri, public_url]) {
      expect(checkFileReferences({ src: address }, shelf)).toEqual({
        found: [{ name: `video/${name}`, path: '/src' }],
        unknown: [],
      });
    }
  });

  it('takes the address of an odd name into the ledger as the name', () => {
    const scene = (address: string): VideoPlan => ({
      ...good,
      scenes: [{ file: address, start_seconds: 0, duration_seconds: 3, text: null }],
    });
    for (const name of odd) {
      const { gs_uri, public_url } = clip(`video/${name}`, 9);
      for (const address of [gs_uri, public_url, `${public_url}?generation=1`]) {
        expect(recordPublished(scene(address), '1').files).toEqual([`video/${name}`]);
      }
    }
    // An address that is not encoded as one stays as it was given; nothing is thrown.
    const broken = 'https://storage.googleapis.com/studio/100%.mp4';
    expect(recordPublished(scene(broken), '1').files).toEqual([broken]);
  });

  it('finds every address and name in a render configuration, and what is none', () => {
    const render = JSON.stringify({
      tracks: [
        { src: 'gs://studio/video/tu01.mp4' },
        { src: 'https://storage.googleapis.com/studio/video/tu02.mp4?x=1', note: 'then video/tu04.mp4.' },
      ],
      audio: { path: 'music/calm.mp3' },
      font: 'https://fonts.example/inter.woff2',
    });
    expect(checkFileReferences(render, documents.inventory)).toEqual({
      found: [
        { name: 'video/tu01.mp4', path: '/tracks/0/src' },
        { name: 'video/tu02.mp4', path: '/tracks/1/src' },
        { name: 'music/calm.mp3', path: '/audio/path' },
      ],
      unknown: [{ reference: 'video/tu04.mp4', path: '/tracks/1/note', suggestion: 'video/tu01.mp4' }],
    });
  });

  it('reads plain text, names with spaces included', () => {
    const { found, unknown } = checkFileReferences(
      'Cut video/bowl one.mp4 to 3 s (see clip_99.mov).',
      documents.inventory,
    );
    expect(found).toEqual([{ name: 'video/bowl one.mp4', path: '' }]);
    expect(unknown).toEqual([{ reference: 'clip_99.mov', path: '', suggestion: null }]);
  });
});

describe('the ledger', () => {
  it('is filled from a plan whose post appeared, and the next context knows', () => {
    const entry = recordPublished(good, '17900000000000007', { publishedAt: '2026-11-08T18:00:00Z' });
    expect(entry).toEqual({
      media_id: '17900000000000007',
      files: ['video/tu01.mp4', 'video/tu02.mp4'],
      published_at: '2026-11-08T18:00:00Z',
    });
    const before = planVideoContext(documents).footage.counts;
    const after = planVideoContext({ ...documents, ledger: [...documents.ledger, entry] });
    expect(after.footage.counts.used).toBe(before.used + 2);
    expect(codesOf(checkVideoPlan(good, { ...documents, ledger: [entry] }).problems)).toEqual([
      'already_published',
      'already_published',
    ]);
  });

  it('is proposed the post a plan became, once, and not one it holds', () => {
    const published = post({
      id: '17900000000000099',
      caption: 'How long does one take? Watch to the end! #tumbler #potterylife',
      hashtags: ['tumbler', 'potterylife'],
      timestamp: '2026-11-28T18:05:00Z',
    });
    const later = { ...documents, analytics: analytics([published, ...media]) };
    expect(proposeLedgerEntries([good], later)).toEqual([
      {
        media_id: published.id,
        files: ['video/tu01.mp4', 'video/tu02.mp4'],
        published_at: published.timestamp,
        confidence: 0.99,
        reason: 'plan',
        plan: 'Two tumblers',
      },
    ]);
    const ledger = [recordPublished(good, published.id)];
    expect(proposeLedgerEntries([good], { ...later, ledger })).toEqual([]);
  });
});
