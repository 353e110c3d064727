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

describe('what a check says', () => {
  const scene = (file: string, start_seconds = 0, duration_seconds = 3): VideoPlan['scenes'][number] => ({
    file,
    start_seconds,
    duration_seconds,
    text: null,
  });
  const problemsOf = (
    change: Partial<VideoPlan>,
    options: Parameters<typeof checkVideoPlan>[2] = {},
    of = documents,
  ): PlanProblem[] => checkVideoPlan({ ...good, ...change }, of, options).problems;
  const other = (title: string, file: string): VideoPlan => ({ ...good, title, scenes: [scene(file)] });

  it.each<[string, Partial<VideoPlan>, Partial<PlanProblem>]>([
    [
      'a file that is not there',
      { scenes: [scene('video/kiln_opening_final_take.mp4')] },
      {
        code: 'unknown_file',
        path: '/scenes/0/file',
        message: 'video/kiln_opening_final_take.mp4 is no file of the bucket.',
        remedy: 'Use a clip the brief or footage_unused names, letter by letter.',
        suggestion: null,
      },
    ],
    [
      'a near miss',
      { scenes: [scene('video/tu01.mp4'), scene('video/tuo2.mp4')] },
      {
        code: 'unknown_file',
        path: '/scenes/1/file',
        message: 'video/tuo2.mp4 is no file of the bucket.',
        remedy: 'Use video/tu02.mp4 if that is what was meant; names count letter by letter.',
        suggestion: 'video/tu02.mp4',
      },
    ],
    [
      'music as a scene',
      { scenes: [scene('music/calm.mp3')] },
      {
        code: 'wrong_kind',
        path: '/scenes/0/file',
        message: 'music/calm.mp3 is an audio file, not a video.',
        remedy: 'Put it into audio, and a clip into the scene.',
        suggestion: null,
      },
    ],
    [
      'a text as a scene',
      { scenes: [scene('notes.pdf')] },
      { code: 'wrong_kind', message: 'notes.pdf is a document file, not a video.', remedy: 'Use a clip.' },
    ],
    [
      'a clip as music',
      { audio: 'video/tu02.mp4' },
      {
        code: 'wrong_kind',
        path: '/audio',
        message: 'video/tu02.mp4 is a video file, not audio.',
        remedy: 'Name an audio file of the bucket, or null for the sound of the clips.',
        suggestion: null,
      },
    ],
    [
      'no such music',
      { audio: 'music/calmm.mp3' },
      {
        code: 'unknown_file',
        path: '/audio',
        message: 'music/calmm.mp3 is no file of the bucket.',
        suggestion: 'music/calm.mp3',
      },
    ],
    [
      'a scene beyond the end',
      { scenes: [scene('video/tu01.mp4', 2, 10.06)] },
      {
        code: 'too_short',
        path: '/scenes/0/duration_seconds',
        message: 'video/tu01.mp4 is 12 s long; the scene ends at 12.06 s.',
        remedy: 'Shorten the scene to 10 s, start it earlier, or use a longer clip.',
        suggestion: '10',
      },
    ],
    [
      'a scene behind the end',
      { scenes: [scene('video/tu01.mp4', 12, 3)] },
      {
        code: 'too_short',
        message: 'video/tu01.mp4 is 12 s long; the scene ends at 15 s.',
        remedy: 'Start the scene before 12 s.',
        suggestion: null,
      },
    ],
    [
      'a clip of unknown length',
      { scenes: [scene('video/unprobed.mp4', 1, 3)] },
      {
        code: 'unknown_length',
        path: '/scenes/0/file',
        message: 'The length of video/unprobed.mp4 is not known, and the scene needs 4 s of it.',
        remedy: 'Probe it with gcs_probe_files and check the plan again, or use a clip of known length.',
        suggestion: null,
      },
    ],
    [
      'a clip that lies another way up',
      { scenes: [scene('video/wide.mp4')] },
      {
        code: 'wrong_orientation',
        path: '/scenes/0/file',
        message: 'video/wide.mp4 is landscape; portrait is asked for.',
        remedy: 'Use a clip that is portrait, such as video/bowl one.mp4.',
        suggestion: 'video/bowl one.mp4',
      },
    ],
    [
      'a clip of the ledger',
      { scenes: [scene('video/published.mp4')] },
      {
        code: 'already_published',
        path: '/scenes/0/file',
        message: 'video/published.mp4 was published with post 17900000000000003.',
        remedy: 'Use an unused clip, such as video/bowl one.mp4.',
        suggestion: 'video/bowl one.mp4',
      },
    ],
    [
      'evidence that is not there',
      { why: [{ text: 'A bowl.', evidence: ['17900000000000001', 'no such thing at all'] }] },
      {
        code: 'unknown_evidence',
        path: '/why/0/evidence/1',
        message: 'no such thing at all is no post, comment, line of the brief or file.',
        remedy: 'Cite an id the brief or a tool gave.',
        suggestion: null,
      },
    ],
    [
      'evidence that is nearly there',
      {
        why: [
          { text: 'A bowl.', evidence: [] },
          { text: 'A bowl.', evidence: ['video/tv0x.mp4'] },
        ],
      },
      {
        code: 'unknown_evidence',
        path: '/why/1/evidence/0',
        remedy: 'Cite video/tu01.mp4 if that was meant.',
        suggestion: 'video/tu01.mp4',
      },
    ],
    [
      'a time that is none',
      { when: 'next Friday' },
      {
        code: 'invalid_plan',
        path: '/when',
        message: 'The time is not ISO 8601.',
        remedy: 'Give a time such as 2026-11-28T18:00:00Z, or null.',
        suggestion: null,
      },
    ],
    [
      'a long caption',
      { caption: '👍'.repeat(2_201) },
      {
        code: 'caption_too_long',
        path: '/caption',
        message: 'The caption has 2201 characters; the platform takes 2200.',
        remedy: 'Shorten it by 1 characters at least.',
        suggestion: null,
      },
    ],
    [
      'tags too many',
      { caption: '#one', hashtags: ['#one', '＃two', 'three', 'FOUR', 'four', 'five', 'six'] },
      {
        code: 'too_many_hashtags',
        path: '/hashtags',
        message: 'Caption and hashtags have 6 different tags; the platform takes 5.',
        remedy: 'Keep the 5 that fit best, those in the caption included.',
      },
    ],
    [
      'a caption there is',
      { caption: 'A bowl number 7 on the wheel, thrown in one go' },
      {
        code: 'too_similar',
        path: '/caption',
        message: 'The caption is nearly that of post 17900000000000007.',
        remedy: 'Write another caption.',
      },
    ],
  ])('of %s names what and what to do', (_what, change, problem) => {
    const of = {
      ...documents,
      inventory: inventory([
        ...[clip('video/tu01.mp4', 12), clip('video/tu02.mp4', 20), clip('video/wide.mp4', 15, 'landscape')],
        ...[clip('video/published.mp4', 9), clip('video/bowl one.mp4', 30)],
        ...[file('music/calm.mp3'), file('notes.pdf'), file('video/unprobed.mp4')],
      ]),
    };
    const problems = problemsOf(change, {}, of);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject(problem);
  });

  it('lets a picture be a scene of any length', () => {
    const of = { ...documents, inventory: inventory([file('stills/a.jpg')]) };
    const change = { audio: null, why: [], scenes: [scene('stills/a.jpg', 0, 60)] };
    expect(problemsOf(change, { orientation: null }, of)).toEqual([]);
  });

  it('suggests a clip of known length, of any way up where any is', () => {
    const of = {
      ...documents,
      inventory: inventory([
        file('video/unprobed.mp4', { created_time: '2026-11-21T00:00:00Z' }),
        clip('video/wide.mp4', 15, 'landscape'),
        clip('video/published.mp4', 9),
      ]),
    };
    const change = { audio: null, why: [], scenes: [scene('video/published.mp4')] };
    expect(problemsOf(change, { orientation: null }, of)[0]?.suggestion).toBe('video/wide.mp4');
  });

  it.each([
    ['A bow1', null],
    ['1790000000000000', '17900000000000000'],
    ['17900000000000xx0', '17900000000000000'],
    ['1790000000000xxx0', null],
    ['17900000000000', null],
    ['180000000000000000', '18000000000000000'],
  ])('suggests for the id %s %s', (id, suggestion) => {
    expect(problemsOf({ why: [{ text: 'A bowl.', evidence: [id] }] })[0]?.suggestion).toBe(suggestion);
  });

  it.each<[string, Partial<VideoPlan>]>([
    ['no time', { when: null }],
    ['no sound', { audio: null }],
    ['a scene to the end, but for what encoders pad', { scenes: [scene('video/tu01.mp4', 2, 10.05)] }],
    ['a caption of 2,200 characters', { caption: '👍'.repeat(2_200) }],
    ['five tags', { caption: '#one', hashtags: ['one', 'two', 'three', 'four', 'five'] }],
    ['a caption of four words like another', { caption: 'A bowl number 7' }],
    ['an id of two letters that is near', { why: [{ text: 'A bowl.', evidence: ['A1'] }] }],
  ])('lets %s pass', (_what, change) => {
    expect(problemsOf(change)).toEqual([]);
  });

  it('suggests an id for each that is nearly there, however many are not', () => {
    const near = ['video/tv0x.mp4', 'video/tv0y.mp4', '1790000000000000'];
    const problems = problemsOf({ why: [{ text: 'A bowl.', evidence: near }] });
    expect(problems.map(({ suggestion }) => suggestion)).toEqual(['video/tu01.mp4', 'video/tu01.mp4', media[0]?.id]);
  });

  it('suggests no id for a short one', () => {
    expect(problemsOf({ why: [{ text: 'A bowl.', evidence: ['Z9'] }] })[0]?.suggestion).toBeNull();
  });

  it('says nothing of a claim whose evidence is missing', () => {
    expect(codesOf(problemsOf({ why: [{ text: 'It did best.', evidence: ['nothing at all'] }] }))).toEqual([
      'unknown_evidence',
    ]);
  });

  it('compares a caption with the ten latest posts', () => {
    const captions = Array.from({ length: 11 }, (_, index) =>
      post({
        id: String(index),
        caption: index === 10 ? 'one two three four five' : 'other',
        timestamp: new Date(Date.UTC(2026, 10, 20 - index)).toISOString(),
      }),
    );
    const check = (caption: string, media: typeof captions): string[] =>
      codesOf(problemsOf({ caption, why: [] }, {}, { ...documents, analytics: analytics(media), ledger: [] }));
    expect(check('One two, three four five', captions)).toEqual([]);
    expect(check('One two, three four five', captions.slice(1))).toEqual(['too_similar']);
    // Four of five words is 0.8; four of six is not.
    expect(check('one two three four five', [post({ caption: 'one two three four' })])).toEqual(['too_similar']);
    expect(check('one two three four five six', [post({ caption: 'one two three four' })])).toEqual([]);
    expect(check('one two three four five', [post({ caption: null })])).toEqual([]);
  });

  it('says once for a clip of several scenes that it is taken, and how long each may be', () => {
    const twice = { scenes: [scene('video/published.mp4', 0, 10), scene('video/published.mp4', 0, 11)] };
    expect(problemsOf(twice).map(({ code, path }) => [code, path])).toEqual([
      ['too_short', '/scenes/0/duration_seconds'],
      ['already_published', '/scenes/0/file'],
      ['too_short', '/scenes/1/duration_seconds'],
    ]);
  });

  it('names the plan that has a clip, by its title, and another clip', () => {
    const otherPlans = [other('First', 'video/tu03.mp4'), other('Second', 'gs://studio/video/tu02.mp4')];
    expect(problemsOf({}, { otherPlans })).toEqual([
      {
        code: 'in_another_plan',
        path: '/scenes/1/file',
        message: 'video/tu02.mp4 is in the plan "Second".',
        remedy: 'Use another unused clip.',
        suggestion: 'video/bowl one.mp4',
      },
    ]);
    // That it was published is said alone.
    expect(
      codesOf(
        problemsOf({ scenes: [scene('video/published.mp4')] }, { otherPlans: [other('First', 'video/published.mp4')] }),
      ),
    ).toEqual(['already_published']);
  });

  it('suggests only what lies the right way up, and nothing where nothing does', () => {
    expect(problemsOf({ scenes: [scene('video/tu01.mp4')] }, { orientation: 'landscape' })[0]).toMatchObject({
      remedy: 'Use a clip that is landscape, such as video/wide.mp4.',
      suggestion: 'video/wide.mp4',
    });
    expect(problemsOf({ scenes: [scene('video/tu01.mp4')] }, { orientation: 'square' })[0]).toMatchObject({
      remedy: 'Use a clip that is square.',
      suggestion: null,
    });
    const one = { ...documents, inventory: inventory([clip('video/published.mp4', 9)]) };
    expect(problemsOf({ audio: null, why: [], scenes: [scene('video/published.mp4')] }, {}, one)[0]).toMatchObject({
      remedy: 'Use an unused clip.',
      suggestion: null,
    });
  });

  it('says of a match how sure it is, and lets an unsure one pass', () => {
    const at = (seconds: number): FileRecord => clip('video/tu01.mp4', seconds);
    const details = {
      duration_seconds: 12.34,
      orientation: 'portrait',
    } as Exclude<(typeof media)[number]['media_details'], undefined>;
    const posted = analytics(media.map((one, index) => (index === 7 ? { ...one, media_details: details } : one)));
    const of = (files: FileRecord[]): typeof documents => ({
      analytics: posted,
      inventory: inventory(files),
      ledger: [],
    });
    const change = { audio: null, why: [], scenes: [scene('video/tu01.mp4')] };
    const dated = { created_time: '2026-11-07T00:00:00Z' };
    const [sure] = problemsOf(change, {}, of([{ ...at(12.34), ...dated }]));
    expect(sure?.message).toMatch(
      /^video\/tu01\.mp4 was published with post 17900000000000007 \(length_and_time, (?:1|0\.\d+)\)\.$/,
    );
    expect(problemsOf(change, {}, of([{ ...at(40), created_time: '2026-11-20T00:00:00Z' }]))).toEqual([]);
    const cut = { ...clip('video/tu01_raw.mp4', 47), ...dated };
    const both = of([{ ...at(12.34), ...dated }, cut]);
    expect(problemsOf({ ...change, scenes: [scene('video/tu01_raw.mp4')] }, {}, both)[0]?.message).toMatch(
      /^video\/tu01_raw\.mp4 was published with post 17900000000000007 \(other_cut, /,
    );
  });

  it('knows a file from the highlights where there are no rows', () => {
    const bare = inventory([], { folder_inventories: {} });
    bare.highlights = { newest: [file('notes.pdf')], newest_videos: [], largest: [] };
    const of = { ...documents, inventory: bare, ledger: [] };
    expect(codesOf(problemsOf({ audio: 'notes.pdf', why: [], scenes: [scene('notes.pdf')] }, {}, of))).toEqual([
      'wrong_kind',
      'wrong_kind',
    ]);
  });

  it('knows no file without an inventory', () => {
    const problems = checkVideoPlan({ ...good, why: [] }, { analytics: documents.analytics }).problems;
    expect(problems.map(({ code, path, suggestion }) => [code, path, suggestion])).toEqual([
      ['unknown_file', '/scenes/0/file', null],
      ['unknown_file', '/scenes/1/file', null],
      ['unknown_file', '/audio', null],
    ]);
  });

  it('says of another shape what is expected', () => {
    expect(problemsOf({ title: 4 as never })).toEqual([
      {
        code: 'invalid_plan',
        path: '/title',
        message: '/title is 4, expected string.',
        remedy: 'Give a plan that matches the schema video-plan.json.',
        suggestion: null,
      },
    ]);
    expect(problemsOf({ scenes: [scene('a', -1)] })[0]).toMatchObject({
      path: '/scenes/0/start_seconds',
      message: '/scenes/0/start_seconds is -1, expected >=0.',
    });
    expect(checkVideoPlan(null, documents).problems[0]?.message).toBe('The plan is null, expected Object.');
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
