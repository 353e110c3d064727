import { describe, expect, it } from 'vitest';
import { fc, test } from '@fast-check/vitest';

import type { CommentRecord } from '../../../src/documents/media.ts';
import { assessCommentQuality } from '../../../src/metrics/index.ts';

let nextId = 0;

function comment(text: string, fields: Partial<CommentRecord> = {}): CommentRecord {
  nextId += 1;
  return {
    id: String(nextId).padStart(4, '0'),
    text,
    username: `viewer_${String(nextId)}`,
    from_id: null,
    timestamp: '2026-01-01T00:00:00Z',
    like_count: 0,
    replies: [],
    replies_truncated: false,
    ...fields,
  };
}

const own = (text: string): CommentRecord => comment(text, { username: 'Studio' });

describe('assessCommentQuality', () => {
  it('is none, without a score, when nobody commented', () => {
    expect(assessCommentQuality([])).toMatchObject({
      level: 'none',
      score: null,
      signals: { comments: 0, substantive_share: null, reply_rate: null },
      questions: [],
      requests: [],
    });
  });

  it('is none when only the account itself commented', () => {
    const quality = assessCommentQuality([own('thank you all for watching this')], { ownUsername: '@studio' });
    expect(quality).toMatchObject({ level: 'none', score: null, signals: { comments: 0, own: 1 } });
  });

  it('scores by what comments say, with two silent comments added', () => {
    const quality = assessCommentQuality([
      comment('the glaze on this one is wonderful'), // 1
      comment('so good'), // ½
      comment('🔥🔥🔥'), // 0
      comment('@friend'), // 0
    ]);
    // 1.5 / (4 + 2) × 100 = 25.
    expect(quality).toMatchObject({
      level: 'low',
      score: 25,
      signals: { substantive: 1, substantive_share: 25, emoji_only: 1, mention_only: 1, praise: 1 },
    });
  });

  it('counts the words of a comment that opens with a long-vowel mark alike, first or last', () => {
    // Four words; a segmenter that has met no kana yet sees three, and the comment is then half as substantive.
    const mark = comment('ਕ𓁌ー﨤𔒟');
    const kana = comment('すごい');
    expect(assessCommentQuality([mark, kana])).toEqual(assessCommentQuality([kana, mark]));
    expect(assessCommentQuality([mark]).signals.substantive).toBe(
      assessCommentQuality([kana, mark]).signals.substantive,
    );
  });

  it('does not call one good comment high quality, and does so for many', () => {
    const sentence = (index: number): CommentRecord => comment(`number ${String(index)} of the series is my favourite`);
    expect(assessCommentQuality([sentence(1)]).level).toBe('medium');
    expect(assessCommentQuality([1, 2, 3, 4, 5].map(sentence)).level).toBe('high');
  });

  it.each([
    ['English', 'How do you fire this glaze?'],
    ['Spanish', '¿Qué esmalte usas en esta pieza?'],
    ['Japanese', 'この釉薬は何を使っていますか？'],
    ['Chinese', '这个釉料是怎么调配出来的？'],
    ['Arabic', 'ما نوع الطين الذي تستخدمه هنا؟'],
    ['Greek', 'Τι πηλό χρησιμοποιείς σε αυτό;'],
    ['German', 'Welchen Ton nimmst du dafür?'],
  ])('judges a question in %s like any other', (_language, text) => {
    const quality = assessCommentQuality([comment(text)]);
    expect(quality).toMatchObject({ level: 'medium', signals: { substantive: 1, questions: 1 } });
    expect(quality.questions[0]?.text).toBe(text);
  });

  it('lists questions most liked first with whether the account answered', () => {
    const answered = comment('Which clay is this one?', { like_count: 1, replies: [own('Stoneware')] });
    const open = comment('How hot does the kiln get?', { like_count: 5 });
    const unseen = comment('Where can one buy it?', { replies_truncated: true });
    const { questions, signals } = assessCommentQuality([answered, open, unseen], { ownUsername: 'studio' });
    expect(questions.map(({ id, answered: state }) => [id, state])).toEqual([
      [open.id, false],
      [answered.id, true],
      [unseen.id, null],
    ]);
    expect(signals).toMatchObject({ questions: 3, own: 1, reply_rate: null, unanswered: null });
  });

  it('counts replies by others and leaves out its own', () => {
    const thread = comment('first of all congratulations on this', {
      replies: [own('thanks'), comment('I agree with every word of that')],
    });
    const lonely = comment('nobody ever answers me in here');
    const { signals } = assessCommentQuality([thread, lonely], { ownUsername: 'studio' });
    expect(signals).toMatchObject({ comments: 3, own: 1, substantive: 3, reply_rate: 50, unanswered: 1, authors: 3 });
  });

  it('does not say what was answered when the name of the account is unknown', () => {
    const { signals, questions } = assessCommentQuality([comment('Which clay is this one?')]);
    expect(signals).toMatchObject({ reply_rate: null, unanswered: null });
    expect(questions[0]?.answered).toBeNull();
  });

  it('takes the later of two like comments for the copy', () => {
    const later = comment('Follow my page for free followers!!', { timestamp: '2026-01-02T00:00:00Z' });
    const first = comment('follow my page   for free followers', { timestamp: '2026-01-01T00:00:00Z' });
    const { signals, score } = assessCommentQuality([later, first]);
    // One counts 1, its copy 0: 1 / (2 + 2) × 100.
    expect(signals).toMatchObject({ duplicates: 1, substantive: 1 });
    expect(score).toBe(25);
  });

  it.each([
    'Please make one about glazing',
    'Por favor un vídeo del horno',
    'Kannst du das Glasieren zeigen',
    '求教程',
  ])('hints at a request: %s', (text) => {
    const { requests, signals } = assessCommentQuality([comment(text)]);
    expect(requests.map((request) => request.text)).toEqual([text]);
    expect(signals.requests).toBe(1);
  });

  it('gives a request no more worth than another sentence of its length', () => {
    const request = assessCommentQuality([comment('please make one about glazing')]);
    const statement = assessCommentQuality([comment('we watched one about glazing')]);
    expect(request.score).toBe(statement.score);
  });

  it('does not depend on the order of the comments', () => {
    const comments = ['one two three four', 'why?', 'one two three four', '🔥'].map((text) => comment(text));
    expect(assessCommentQuality([...comments].reverse())).toEqual(assessCommentQuality(comments));
  });

  it('takes a time that grows with the length of a comment, not with its square', () => {
    const least = (length: number): number => {
      const long = [comment('...'.repeat(length / 3))];
      const runs = Array.from({ length: 5 }, () => {
        const { user } = process.cpuUsage();
        assessCommentQuality(long);
        return process.cpuUsage().user - user;
      });
      return Math.min(...runs);
    };
    least(9_000);
    // Four times the text took 14 times as long when it was segmented at once. The lowest, since a busy machine adds to some.
    const ratios = Array.from({ length: 5 }, () => least(36_000) / least(9_000));
    expect(Math.min(...ratios)).toBeLessThan(9);
  });

  test.prop([fc.stringMatching(/^[ab19 .,'!?"()\n-]{0,40}$/)])(
    'counts the words of a plain text as a segmenter does',
    (text) => {
      const words = Array.from(new Intl.Segmenter('und', { granularity: 'word' }).segment(text)).filter(
        ({ isWordLike }) => isWordLike,
      );
      const { emoji_only: empty, substantive } = assessCommentQuality([comment(text)]).signals;
      expect(empty).toBe(Number(words.length === 0 && text.trim() !== ''));
      expect(substantive).toBe(Number(words.length >= 4));
    },
  );

  it('counts the words of a long comment as those of its parts', () => {
    const [short, long] = [3, 600].map((words) => assessCommentQuality([comment('word '.repeat(words))]).signals);
    expect([short?.substantive, long?.substantive]).toEqual([0, 1]);
  });
});

describe('comments in threads', () => {
  let count = 0;
  const said = (text: string, over: Partial<CommentRecord> = {}): CommentRecord => ({
    id: String((count += 1)).padStart(3, '0'),
    text,
    username: `u${String(count)}`,
    from_id: null,
    timestamp: null,
    like_count: null,
    replies: [],
    replies_truncated: false,
    ...over,
  });
  const judge = (...comments: CommentRecord[]): ReturnType<typeof assessCommentQuality> =>
    assessCommentQuality(comments, { ownUsername: '@Studio' });
  const own = (text = 'Thanks.'): CommentRecord => said(text, { username: 'studio' });

  it.each<[string[], number, string]>([
    // n worth 1 each, of n + 2: 3 / 5 = 60, 4 / 6 = 66.7; halves: 1 / 4 = 25, 1.5 / 5 = 30.
    [['a b c d', 'e f g h', 'i j k l'], 60, 'medium'],
    [['a b c d', 'e f g h', 'i j k l', 'm n o p'], expect.closeTo(400 / 6, 9) as number, 'high'],
    [['a', 'b'], 25, 'low'],
    [['a', 'b', 'c'], 30, 'medium'],
    [['🔥'], 0, 'low'],
    [['a', 'A!'], 12.5, 'low'],
  ])('score %j as %d, %s', (texts, score, level) => {
    expect(judge(...texts.map((text) => said(text)))).toMatchObject({ score, level });
  });

  it('are answered by the account alone, in any spelling of its name', () => {
    const threads = [
      said('Why?', { replies: [own()] }),
      said('How?', { replies: [said('Yes.', { username: 'STUDIO' })] }),
      said('Who?', { replies: [said('Yes.', { username: 'other' })] }),
      own(),
    ];
    const { signals, questions } = judge(...threads);
    expect(signals).toMatchObject({ comments: 4, own: 3, unanswered: 1, questions: 3, authors: 4 });
    expect(signals.reply_rate).toBeCloseTo(200 / 3, 12);
    expect(questions.map(({ answered }) => answered)).toEqual([true, true, false]);
    expect(judge(said('Why?', { replies: [said('x', { username: 'a@studio' })] })).signals.unanswered).toBe(1);
  });

  it.each<[string, Partial<CommentRecord>]>([
    ['were cut short', { replies_truncated: true }],
    ['hide who wrote them', { replies: [{ ...own(), username: null }] }],
  ])('are not known to be answered where replies %s', (_what, over) => {
    const { signals, questions } = judge(said('Why?', over), said('How?'));
    expect(signals).toMatchObject({ reply_rate: null, unanswered: null });
    expect(questions[0]?.answered).toBeNull();
    // One of the account itself says so all the same.
    const known = judge(said('Why?', { ...over, replies: [...(over.replies ?? []), own()] }));
    expect(known.signals).toMatchObject({ reply_rate: 100, unanswered: 0 });
  });

  it('have no rate of replies without the name of the account, nor without threads', () => {
    expect(assessCommentQuality([said('Why?')]).signals).toMatchObject({ reply_rate: null, unanswered: null, own: 0 });
    expect(judge(own()).signals).toMatchObject({ reply_rate: null, unanswered: 0, authors: 0, comments: 0 });
    expect(judge(said('x', { username: null })).signals.authors).toBeNull();
  });

  it('are copies of what was written earlier, by time, then by id', () => {
    const at = (id: string, timestamp: string | null): CommentRecord => said('Why?', { id, timestamp });
    const first = (...comments: CommentRecord[]): string | undefined => judge(...comments).questions[0]?.id;
    expect(first(at('b', '2026-01-02T00:00:00Z'), at('a', '2026-01-01T00:00:00Z'))).toBe('a');
    expect(first(at('a', '2026-01-02T00:00:00Z'), at('b', '2026-01-01T00:00:00Z'))).toBe('b');
    expect(first(at('b', '2026-01-01T00:00:00Z'), at('a', '2026-01-01T00:00:00Z'))).toBe('a');
    expect(first(at('b', '2026-01-01T00:00:00Z'), at('z', null))).toBe('z');
    expect(judge(at('a', null), at('b', null)).signals).toMatchObject({ duplicates: 1, questions: 2 });
    // Signs alone say nothing to be copied.
    expect(judge(said('🔥'), said('🔥')).signals).toMatchObject({ duplicates: 0, emoji_only: 2, praise: 2 });
    expect(judge(said('@a'), said('@b')).signals).toMatchObject({ duplicates: 0, mention_only: 2 });
  });

  it('are quoted whole, the most liked first, ten at most', () => {
    const asked = Array.from({ length: 12 }, (_, index) =>
      said(`Why ${String(index)}?`, { like_count: index === 5 ? 3 : null }),
    );
    const { questions, requests, signals } = judge(...asked, said('So.'), said('Please, more', { like_count: 1 }));
    expect([questions.length, signals.questions, requests.length, signals.requests]).toEqual([10, 12, 1, 1]);
    expect(questions[0]).toEqual({
      id: asked[5]?.id,
      text: 'Why 5?',
      username: asked[5]?.username,
      like_count: 3,
      answered: false,
    });
    expect(questions[1]?.id).toBe(asked[0]?.id);
    expect(assessCommentQuality(asked, { maxQuotes: 2 }).questions).toHaveLength(2);
  });
});
