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
    // Four times the text took 14 times as long when it was segmented at once.
    expect(least(36_000) / least(9_000)).toBeLessThan(9);
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
