import { describe, expect, it } from 'vitest';

import type { CommentRecord } from '../../../src/documents/media.ts';
import type { DraftLine } from '../../../src/documents/planning.ts';
import { createCommentJudge } from '../../../src/metrics/comment-quality.ts';
import { describeAudience, topicOf } from '../../../src/planning/audience.ts';
import { comment, post } from '../assistant/samples.ts';

let count = 0;
function said(text: string, over: Partial<CommentRecord> = {}): CommentRecord {
  count += 1;
  return comment({ id: `c${String(count)}`, text, username: `u${String(count)}`, ...over });
}

/** Makes what the audience says under posts `p0`, `p1`, … with these comments. */
function audience(posts: readonly (readonly CommentRecord[] | null)[], hashtags: readonly string[] = []): DraftLine[] {
  const media = posts.map((comments, index) =>
    post({ id: `p${String(index)}`, comments: comments === null ? null : [...comments], hashtags: [...hashtags] }),
  );
  return describeAudience(media, 'studio', createCommentJudge('studio'));
}

const subjects = (lines: readonly DraftLine[]): string[][] => lines.map(({ subject }) => subject);

describe('describeAudience', () => {
  it('has nothing to say without comments', () => {
    expect(audience([])).toEqual([]);
    expect(audience([null, []])).toEqual([]);
    expect(audience([[said('Lovely.')]])).toEqual([]);
  });

  it('groups questions of one topic in any language, the most liked first', () => {
    const first = said('Wie lange dauert das?', { like_count: 1 });
    const second = said('How long does it take?', {
      like_count: 7,
      replies: [said('Two hours.', { username: 'studio' })],
    });
    const third = said('Combien de temps ?');
    expect(audience([[first], [second, third]])).toEqual([
      {
        kind: 'question',
        subject: ['How long does it take?', 'Wie lange dauert das?'],
        figures: { topic: 'duration', comments: 3, posts: 2, answered: 1, unanswered: 2, likes: 8 },
        evidence: [second.id, first.id, third.id, 'p1', 'p0'],
      },
    ]);
  });

  it('groups questions without a topic by half of their words of four letters', () => {
    const lines = audience([
      [
        said('Does that bowl break easily?', { like_count: 3 }),
        // does, that, bowl, break of six words: 4 / 6.
        said('Does that bowl break often?'),
        // does, that, bowl of six: half.
        said('Does that bowl dry?', { like_count: 1 }),
        // that of seven words.
        said('Will that lamp shine?'),
      ],
    ]);
    expect(lines.map(({ figures }) => [figures['topic'], figures['comments']])).toEqual([
      [null, 3],
      [null, 1],
    ]);
    expect(subjects(lines)).toEqual([
      ['Does that bowl break easily?', 'Does that bowl dry?'],
      ['Will that lamp shine?'],
    ]);
  });

  it('keeps a question of a topic apart from one without', () => {
    const lines = audience([[said('Is it glaze?', { like_count: 2 }), said('Is it blue?'), said('Is it cost?')]]);
    expect(lines.map(({ figures }) => figures['topic'])).toEqual(['material', null, 'price']);
  });

  it('takes half of the words for enough', () => {
    // that, bowl, kiln, does: two of four.
    const lines = audience([[said('Does that bowl?', { like_count: 2 }), said('That bowl kiln?')]]);
    expect(lines.map(({ figures }) => figures['comments'])).toEqual([2]);
  });

  it('takes questions of short words for one only when they are the same', () => {
    const lines = audience([[said('Is it red?'), said('Is it wet?')], [said('Is it red ?')]]);
    expect(lines).toHaveLength(3);
    // The copy of a text is no question more.
    expect(audience([[said('Is it red?'), said('Is it red?')]])[0]?.figures['comments']).toBe(1);
    expect(audience([[said('Is it red?')], [said('Is it red?')]])[0]?.figures).toMatchObject({ comments: 2, posts: 2 });
  });

  it('keeps requests apart from questions, and counts what is both as a request', () => {
    const lines = audience([
      [
        said('Please tell how long it takes?', { like_count: 2 }),
        said('How long does it take?', { like_count: 1 }),
        said('Please show that bowl again'),
      ],
    ]);
    expect(lines.map(({ kind, subject }) => [kind, subject])).toEqual([
      ['request', ['Please tell how long it takes?']],
      ['question', ['How long does it take?']],
      ['request', ['Please show that bowl again']],
    ]);
  });

  it('puts what most people ask first, then what is most liked', () => {
    const lines = audience([
      [
        said('What does it cost?', { like_count: 5 }),
        said('Which music is that?', { like_count: 9 }),
        said('How long does it take?'),
        said('Wie lange dauert das?'),
      ],
    ]);
    expect(lines.map(({ figures }) => figures['topic'])).toEqual(['duration', 'music', 'price']);
  });

  it('says of answers only what is known', () => {
    const hidden = said('How long does it take?', { replies: [comment({ id: 'r', username: null })] });
    expect(audience([[hidden]])[0]?.figures).toMatchObject({ answered: 0, unanswered: 0 });
  });

  it('reads no question in an address', () => {
    expect(audience([[said('https://example.test/?where')]])).toEqual([]);
  });
});

describe('subjects people write about', () => {
  const three = (text: string): CommentRecord[] => [said(text), said(`${text}!`), said(`Oh ${text}`)];
  const topics = (posts: readonly (readonly CommentRecord[])[], hashtags = ['tumbler', 'clay', 'cup']): DraftLine[] =>
    audience(posts, hashtags).filter(({ kind }) => kind === 'topic');

  it('are those of the account that three people write about under two posts', () => {
    const [a, b, c] = three('Tumbler');
    if (a === undefined || b === undefined || c === undefined) throw new Error('three');
    expect(topics([[a], [b, c]])).toEqual([
      {
        kind: 'topic',
        subject: ['tumbler'],
        figures: { comments: 3, authors: 3, posts: 2 },
        evidence: ['p0', 'p1'],
      },
    ]);
    expect(topics([[a, b, c]])).toEqual([]);
    expect(topics([[a], [b, said('Tumbler', { username: a.username })]])).toEqual([]);
    expect(topics([[a], [b, said('Tumbler', { username: null })]])).toEqual([]);
    expect(topics([[a], [b, said('Tumbler', { username: 'studio' })]])).toEqual([]);
    expect(topics([[a], [b, c]], [])).toEqual([]);
  });

  it('are read in replies, once in each comment, not in addresses nor of three letters', () => {
    const [a, b] = three('clay clay');
    const thread = said('Nice.', { replies: [said('clay')] });
    if (a === undefined || b === undefined) throw new Error('two');
    expect(topics([[a, thread], [b]])[0]?.figures).toEqual({ comments: 3, authors: 3, posts: 2 });
    expect(topics([three('#clay'), three('#clay')])).toEqual([]);
    expect(topics([three('cup'), three('cup')])).toEqual([]);
  });

  it('are at most three, those of most people first', () => {
    const tags = ['aaaa', 'bbbb', 'cccc', 'dddd'];
    const posts = [0, 1].map((at) => [
      ...three('aaaa'),
      ...three('bbbb'),
      ...three('cccc dddd'),
      ...(at === 0 ? [said('dddd')] : []),
    ]);
    expect(subjects(topics(posts, tags))).toEqual([['dddd'], ['aaaa'], ['bbbb']]);
  });
});

describe('topicOf', () => {
  it.each([
    ['Wie lange dauert das?', 'duration'],
    ['How much is it?', 'price'],
    ['Kann man das kaufen?', 'buying'],
    ['Which song is that?', 'music'],
    ['What colour is it?', 'colour'],
    ['What color is it?', 'colour'],
    ['How big is it?', 'size'],
    ['Which clay is it?', 'material'],
    ['Which printer is that?', 'tool'],
    ['When is the next one?', 'next'],
    ['Where are you?', 'place'],
    ['How do you do that?', 'method'],
    ['多久?', 'duration'],
    ['Сколько времени?', 'duration'],
    ['Is it good?', null],
    // A word begins where a word begins.
    ['Is it unprice?', null],
    ['', null],
  ])('%s: %s', (text, topic) => {
    expect(topicOf(text)).toBe(topic);
  });
});
