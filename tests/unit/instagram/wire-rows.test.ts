import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import {
  readAccountRow,
  readCommentRow,
  readDiscovery,
  readMediaRow,
  readNumber,
  readPageRow,
  readPictureRow,
  readPublicMediaRow,
} from '../../../src/instagram/wire-rows.ts';

const MEDIA = {
  id: '18000000000000001',
  media_type: 'VIDEO',
  media_product_type: 'REELS',
  caption: 'Clay #studio',
  permalink: 'https://www.instagram.com/reel/p/',
  timestamp: '2026-11-20T13:00:34+0000',
  media_url: 'https://cdn.example/v.mp4',
  thumbnail_url: 'https://cdn.example/v.jpg',
  like_count: 12,
  comments_count: 3,
  media_audio_type: 'original',
  children: { data: [{ id: '1', media_type: 'IMAGE' }] },
};

const COMMENT = {
  id: '17900000000000001',
  text: 'nice',
  username: 'someone',
  from: { id: '5', username: 'someone' },
  timestamp: '2026-11-20T13:00:34+0000',
  like_count: 2,
  replies: { data: [{ id: '6', text: 'thanks' }] },
};

const ACCOUNT = {
  id: '17841400000000001',
  user_id: '17841400000000001',
  username: 'studio',
  name: 'Studio',
  account_type: 'BUSINESS',
  biography: 'clay',
  website: 'https://studio.example',
  profile_picture_url: 'https://cdn.example/p.jpg',
  followers_count: 1200,
  follows_count: 10,
  media_count: 80,
};

/** Anything JSON may hold. */
const odd = fc.jsonValue().filter((value) => JSON.stringify(value) !== '""');

/** Makes a row with one or more of its fields of any form, and which. */
const withOdd = <T extends object>(row: T, needed: readonly string[]) =>
  fc
    .dictionary(fc.constantFrom(...Object.keys(row).filter((key) => !needed.includes(key))), odd)
    .map((fields) => ({ row: { ...row, ...fields }, odd: new Set(Object.keys(fields)) }));

/** Expects that every field that was not made odd reads as it does in the whole row. */
function expectOthersKept(read: object | null, whole: object | null, changed: ReadonlySet<string>): void {
  const kept = (row: object | null): object =>
    Object.fromEntries(Object.entries(row ?? {}).filter(([key]) => !changed.has(key)));
  expect(read).not.toBeNull();
  expect(kept(read)).toEqual(kept(whole));
}

describe('a field of another form costs no field beside it', () => {
  test.prop([withOdd(MEDIA, ['id', 'media_type', 'timestamp'])])(
    'of a post of the account',
    ({ row, odd: changed }) => {
      expectOthersKept(readMediaRow(row), readMediaRow(MEDIA), changed);
    },
  );

  test.prop([withOdd(MEDIA, ['id'])])('of a post of anybody', ({ row, odd: changed }) => {
    expectOthersKept(readPublicMediaRow(row), readPublicMediaRow(MEDIA), changed);
  });

  test.prop([withOdd(COMMENT, ['id', 'username', 'from', 'replies'])])('of a comment', ({ row, odd: changed }) => {
    expectOthersKept(readCommentRow(row), readCommentRow(COMMENT), changed);
  });

  test.prop([withOdd(ACCOUNT, ['id'])])('of an account', ({ row, odd: changed }) => {
    expectOthersKept(readAccountRow(row), readAccountRow(ACCOUNT), changed);
  });

  test.prop([fc.jsonValue()])('and no row is more than absent, whatever it is', (value) => {
    for (const read of [readMediaRow, readPublicMediaRow, readCommentRow, readAccountRow, readPageRow, readDiscovery]) {
      expect(() => read(value)).not.toThrow();
    }
  });
});

describe('numbers', () => {
  it('are read from numbers and from their texts, and are never below 0', () => {
    expect([0, 12, 41.2, '87', ' 5 ', '41.2'].map(readNumber)).toEqual([0, 12, 41.2, 87, 5, 41.2]);
    const none = [-1, '-1', '', 'many', '1e3', '0x10', null, undefined, true, [], {}, NaN, Infinity, '1'.repeat(400)];
    expect(none.map(readNumber)).toEqual(none.map(() => null));
  });

  it('are no counts when they are not whole', () => {
    const counts = [2.5, '2.5', 1e300, -1].map((like_count) => readMediaRow({ ...MEDIA, like_count })?.like_count);
    expect(counts).toEqual([null, null, null, null]);
    expect(readMediaRow({ ...MEDIA, like_count: '87' })?.like_count).toBe(87);
  });
});

describe('rows', () => {
  it('of posts are none without an id, a type or a time of the calendar', () => {
    for (const timestamp of ['Post 7', '2026-02-30T10:00:00+0000', '+275760-09-13T00:00:00Z', 5, null]) {
      expect(readMediaRow({ ...MEDIA, timestamp })).toBeNull();
      expect(readPublicMediaRow({ ...MEDIA, timestamp })).toMatchObject({ id: MEDIA.id, timestamp: null });
    }
    expect(readMediaRow({ ...MEDIA, timestamp: '2026-11-20T13:00:34' })?.timestamp).toBe('2026-11-20T13:00:34Z');
    expect(readMediaRow({ ...MEDIA, id: '' })).toBeNull();
    expect(readMediaRow({ ...MEDIA, media_type: 4 })).toBeNull();
  });

  it('of an album lose only the posts that have no id', () => {
    const children = { data: [null, { id: 7 }, { media_type: 'IMAGE' }, { id: '8', media_type: 'VIDEO' }] };
    expect(readMediaRow({ ...MEDIA, children })?.children).toEqual([
      { id: '7', media_type: null },
      { id: '8', media_type: 'VIDEO' },
    ]);
  });

  it('of comments say when replies are missing', () => {
    const truncated = (replies: unknown): boolean | undefined =>
      readCommentRow({ ...COMMENT, replies })?.replies_truncated;
    expect([undefined, null, { data: [] }].map(truncated)).toEqual([false, false, false]);
    expect(truncated({ data: [], paging: { cursors: { after: 'x' } } })).toBe(true);
    expect(truncated({ data: [{ text: 'no id' }] })).toBe(true);
    expect(truncated('none')).toBe(true);
  });

  it('of Pages have an account only where it has an id', () => {
    const page = (instagram_business_account: unknown) => readPageRow({ id: 1, name: 'P', instagram_business_account });
    expect(page({ id: 5, username: null })).toEqual({ id: '1', name: 'P', account: { id: '5', username: null } });
    expect([page({}), page('5'), page(undefined)].map((row) => row?.account)).toEqual([null, null, null]);
  });
});

describe('the posts of an album', () => {
  const childrenOf = (data: unknown[]): unknown =>
    readMediaRow({ id: '1', media_type: 'CAROUSEL_ALBUM', timestamp: '2026-11-20T13:00:34+0000', children: { data } })
      ?.children;

  it('count once each, and an empty list is none that was given', () => {
    expect(childrenOf([null, { id: '9' }, { id: 9 }, {}, { id: '10', media_type: 5 }])).toEqual([
      { id: '9', media_type: null },
      { id: '10', media_type: null },
    ]);
    expect(childrenOf([])).toBeNull();
    expect(childrenOf([{}])).toBeNull();
  });
});

describe('readPictureRow', () => {
  const none = { media_type: null, media_url: null, thumbnail_url: null, children: [] };
  it.each([
    ['no object', 7, none],
    ['no children', { media_type: 'IMAGE', children: 'none' }, { ...none, media_type: 'IMAGE' }],
    [
      'a child that is none',
      { children: { data: [null, { media_type: 'IMAGE', media_url: 'u' }] } },
      { ...none, children: [{ media_type: 'IMAGE', media_url: 'u' }] },
    ],
  ])('reads what it can of %s', (_, value, row) => {
    expect(readPictureRow(value)).toEqual(row);
  });
});
