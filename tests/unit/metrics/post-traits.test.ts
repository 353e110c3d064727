import { describe, expect, it } from 'vitest';

import { compareIds, sortNewestFirst } from '../../../src/metrics/post.ts';
import {
  compareSlots,
  formatOf,
  type FormatTrait,
  isWeekend,
  slotName,
  slotReader,
  SLOTS,
  TRAIT_KINDS,
  traitReaders,
} from '../../../src/metrics/post-traits.ts';
import type { PostInput } from '../../../src/metrics/post.ts';
import { post } from './posts.ts';

const lasting = (seconds: number | null): Partial<PostInput> => ({
  media_details: { duration_seconds: seconds, orientation: null },
});

describe('formatOf', () => {
  it.each<[FormatTrait, Partial<PostInput>, string | null]>([
    ['product_type', {}, 'REELS'],
    ['product_type', { media_product_type: null }, null],
    ['product_type', { media_product_type: undefined }, null],
    ['caption_length', { caption: 'a' }, 'up_to_50'],
    ['audio', {}, null],
    ['audio', { media_audio_type: 'MUSIC' }, 'MUSIC'],
    ['ai', {}, null],
    ['ai', { is_ai_generated: true }, 'ai'],
    ['ai', { is_ai_generated: false }, 'not_ai'],
    ['carousel_size', {}, null],
    ['carousel_size', { children: [1] }, null],
    ['carousel_size', { children: [1, 2] }, '2_to_3'],
    ['carousel_size', { children: [1, 2, 3] }, '2_to_3'],
    ['carousel_size', { children: [1, 2, 3, 4] }, '4_to_6'],
    ['carousel_size', { children: new Array(6).fill(0) }, '4_to_6'],
    ['carousel_size', { children: new Array(7).fill(0) }, '7_to_10'],
    ['carousel_size', { children: new Array(10).fill(0) }, '7_to_10'],
    ['carousel_size', { children: new Array(11).fill(0) }, 'over_10'],
    ['duration', {}, null],
    ['duration', { media_details: null }, null],
    ['duration', lasting(null), null],
    ['duration', lasting(6.9), 'under_7s'],
    ['duration', lasting(7), '7_to_15s'],
    ['duration', lasting(15), '15_to_30s'],
    ['duration', lasting(30), '30_to_60s'],
    ['duration', lasting(60), '60_to_90s'],
    ['duration', lasting(89.9), '60_to_90s'],
    ['duration', lasting(90), '90s_and_over'],
    ['orientation', lasting(1), null],
    ['orientation', { media_details: { duration_seconds: null, orientation: 'square' } }, 'square'],
  ])('by %s of %j is %s', (by, fields, format) => {
    expect(formatOf(post(1, {}, fields), by)).toBe(format);
  });
});

describe('traitReaders', () => {
  // Saturday evening in Berlin, 19:30.
  const time = Date.UTC(2026, 0, 10, 18, 30);
  const read = (fields: Partial<PostInput>, timezone?: string): Record<string, readonly string[]> => {
    const one = post(1, {}, fields);
    const readers = traitReaders([one], { timezone, series: { '1': 'tu' } });
    return Object.fromEntries(TRAIT_KINDS.map((kind) => [kind, readers[kind](one, time)]));
  };

  it('read every trait of a post that has all', () => {
    expect(
      read(
        {
          caption: 'Why? Link in bio #Clay',
          media_audio_type: 'MUSIC',
          is_ai_generated: true,
          children: [1, 2],
          media_details: { duration_seconds: 20, orientation: 'portrait' },
        },
        'Europe/Berlin',
      ),
    ).toEqual({
      product_type: ['REELS'],
      duration: ['15_to_30s'],
      orientation: ['portrait'],
      carousel_size: ['2_to_3'],
      audio: ['MUSIC'],
      ai: ['ai'],
      caption_length: ['up_to_50'],
      question: ['question'],
      call_to_action: ['call_to_action'],
      series: ['tu'],
      day_type: ['weekend'],
      daypart: ['evening'],
      weekday: ['6'],
      slot: ['6/evening'],
      hashtag: ['clay'],
    });
  });

  it('read nothing that a post has not', () => {
    const one = post(2, {}, { media_product_type: null });
    const readers = traitReaders([one]);
    const monday = Date.UTC(2026, 0, 5, 3);
    expect(Object.fromEntries(TRAIT_KINDS.map((kind) => [kind, readers[kind](one, monday)]))).toEqual({
      product_type: [],
      duration: [],
      orientation: [],
      carousel_size: [],
      audio: [],
      ai: [],
      caption_length: ['no_caption'],
      question: [],
      call_to_action: [],
      series: [],
      day_type: ['working_day'],
      daypart: ['night'],
      weekday: ['1'],
      slot: ['1/night'],
      hashtag: [],
    });
  });

  it('ask no question with an address', () => {
    expect(read({ caption: 'https://example.test/?why' })['question']).toEqual([]);
  });

  it('know no tags of a post they were not made for', () => {
    expect(traitReaders([]).hashtag(post(1, {}, { hashtags: ['clay'] }), time)).toEqual([]);
  });
});

describe('slots', () => {
  const day = (date: number, hour: number): number => Date.UTC(2026, 0, date, hour, 59);

  it.each([
    [day(5, 0), { weekday: 1, daypart: 'night' }],
    [day(5, 5), { weekday: 1, daypart: 'night' }],
    [day(5, 6), { weekday: 1, daypart: 'morning' }],
    [day(6, 11), { weekday: 2, daypart: 'morning' }],
    [day(6, 12), { weekday: 2, daypart: 'afternoon' }],
    [day(7, 17), { weekday: 3, daypart: 'afternoon' }],
    [day(8, 18), { weekday: 4, daypart: 'evening' }],
    [day(11, 23), { weekday: 7, daypart: 'evening' }],
  ])('are read: %d', (time, slot) => {
    expect(slotReader('UTC')(time)).toEqual(slot);
  });

  it('are 28, in the order of the week', () => {
    expect(SLOTS).toHaveLength(28);
    expect(SLOTS.map(slotName).slice(2, 6)).toEqual(['1/afternoon', '1/evening', '2/night', '2/morning']);
    expect([...SLOTS].reverse().sort(compareSlots)).toEqual(SLOTS);
  });

  it('lie at the weekend from Saturday on', () => {
    expect([1, 5, 6, 7].map(isWeekend)).toEqual([false, false, true, true]);
  });
});

describe('the order of posts', () => {
  it('is by time, then by id, unreadable times last', () => {
    const at = (id: string, timestamp: string): { id: string; timestamp: string } => ({ id, timestamp });
    const posts = [
      at('z', 'soon'),
      at('b', '2026-01-01T00:00:00Z'),
      at('a', '2026-01-01T00:00:00Z'),
      at('c', '2026-01-02T00:00:00Z'),
      at('y', 'never'),
    ];
    expect(sortNewestFirst(posts).map(({ id }) => id)).toEqual(['c', 'a', 'b', 'y', 'z']);
    expect([compareIds('a', 'b'), compareIds('b', 'a'), compareIds('a', 'a')]).toEqual([-1, 1, 0]);
  });
});
