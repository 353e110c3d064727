import { describe, expect, it } from 'vitest';

import { ReviewSums, reviewFiles, staleRule } from '../../../src/files/review-files.ts';
import { file } from './file-builder.ts';

const NOW = '2026-11-28T17:00:00Z';
const MB = 1_048_576;

describe('reviewFiles', () => {
  it('counts by the UTC month of creation, in order, undated files last', () => {
    const { by_month: months } = reviewFiles(
      [
        file('b.mp4', { timeCreated: '2026-02-01T00:00:00Z', size: String(3 * MB) }),
        file('late.jpg', { timeCreated: '2026-01-31T23:59:59.999Z', size: String(MB) }),
        file('zone.mp4', { timeCreated: '2026-02-01T00:30:00+01:00', size: String(MB) }),
        file('undated.mp4', { size: '1' }),
        file('odd', { timeCreated: '2026-02-01T00:00:00Z', size: '?' }),
      ],
      { now: NOW },
    );
    expect(months.map(({ month, files, size_mb }) => [month, files, size_mb])).toEqual([
      ['2026-01', 2, 2],
      ['2026-02', 1, 3],
      [null, 1, 0],
    ]);
    expect(months[0]?.categorized_summary).toMatchObject({
      videos: { count: 1, size_mb: 1 },
      images: { count: 1, size_mb: 1 },
      audio: { count: 0, size_mb: 0 },
    });
  });

  it('calls stale what was changed last before the start of a UTC day, or created where that is unknown', () => {
    const { stale } = reviewFiles(
      [
        file('changed', { timeCreated: '2020-01-01T00:00:00Z', updated: '2026-11-18T00:00:00Z' }),
        file('just', { timeCreated: '2020-01-01T00:00:00Z', updated: '2026-11-17T23:59:59Z', size: '5' }),
        file('created', { timeCreated: '2026-11-17T23:59:59Z', size: '7' }),
        file('new', { timeCreated: '2026-11-18T00:00:00Z' }),
        file('unknown'),
      ],
      { now: NOW, staleDays: 10 },
    );
    expect(stale).toMatchObject({ days: 10, before: '2026-11-18T00:00:00Z', files: 2, size_bytes: 12 });
    expect(stale.largest.map(({ name }) => name)).toEqual(['created', 'just']);
  });

  it('names the 20 largest stale files, then by name', () => {
    const old = { timeCreated: '2020-01-01T00:00:00Z' };
    const files = Array.from({ length: 30 }, (_, index) =>
      file(`f${String(index).padStart(2, '0')}`, { ...old, size: index < 25 ? '10' : '20' }),
    );
    const { stale } = reviewFiles(files, { now: NOW });
    expect(stale).toMatchObject({ days: 365, before: '2025-11-28T00:00:00Z', files: 30, size_bytes: 350 });
    const named = ['f25', 'f26', 'f27', 'f28', 'f29', ...files.slice(0, 15).map(({ name }) => name)];
    expect(stale.largest.map(({ name }) => name)).toEqual(named);
  });

  it('counts copies by content, those that waste most first, without empty files', () => {
    const { duplicates } = reviewFiles(
      [
        file('a', { md5Hash: 'M1', crc32c: 'C1', size: '10' }),
        file('b', { md5Hash: 'M1', crc32c: 'C1', size: '10' }),
        file('composed', { crc32c: 'C1', size: '10' }),
        file('x', { md5Hash: 'M2', size: '50' }),
        file('y', { md5Hash: 'M2', size: '50' }),
        file('empty 1', { md5Hash: 'M0', size: '0' }),
        file('empty 2', { md5Hash: 'M0', size: '0' }),
        file('alone', { md5Hash: 'M3', size: '10' }),
        file('unhashed', { size: '10' }),
        file('empty, unhashed', { size: '0' }),
        file('sizeless', { md5Hash: 'M1', size: '?' }),
      ],
      { now: NOW },
    );
    expect(duplicates).toEqual({
      groups: 2,
      redundant_files: 3,
      wasted_bytes: 70,
      wasted_mb: 0,
      not_compared: 1,
      largest: [
        { basis: 'md5', copies: 2, size_bytes: 50, wasted_bytes: 50, names: ['x', 'y'] },
        { basis: 'crc32c_size', copies: 3, size_bytes: 10, wasted_bytes: 20, names: ['a', 'b', 'composed'] },
      ],
    });
  });

  it('lists 20 contents with 10 names each, and sums up all', () => {
    const files = Array.from({ length: 21 * 11 }, (_, index) =>
      file(`n${String(index).padStart(3, '0')}`, { md5Hash: `M${String(index % 21)}`, size: '1' }),
    );
    const { duplicates } = reviewFiles(files, { now: NOW });
    expect(duplicates).toMatchObject({ groups: 21, redundant_files: 210, wasted_bytes: 210 });
    expect(duplicates?.largest).toHaveLength(20);
    // All waste the same: by their first names.
    expect(duplicates?.largest.map(({ names }) => names[0])).toEqual(files.slice(0, 20).map(({ name }) => name));
    expect(duplicates?.largest[0]?.names).toEqual(Array.from({ length: 10 }, (_, turn) => files[turn * 21]?.name));
  });

  it('takes a name listed twice for one file', () => {
    const twice = file('a', { md5Hash: 'M', timeCreated: '2020-01-01T00:00:00Z' });
    const review = reviewFiles([twice, twice], { now: NOW });
    expect(review.duplicates?.groups).toBe(0);
    expect(review.stale.files).toBe(1);
    expect(review.by_month).toMatchObject([{ month: '2020-01', files: 1 }]);
  });

  it('refuses days it cannot mean', () => {
    expect(() => reviewFiles([], { now: NOW, staleDays: 0 })).toThrow('staleDays');
    expect(() => reviewFiles([], { now: 'soon' })).toThrow('now');
  });
});

describe('the sums of several streams', () => {
  const files = ['2026-02', null, '2026-01', '2026-03', null].map((month, index) =>
    file(`${String(index)}.mp4`, {
      size: String((index + 1) * MB),
      ...(month === null ? {} : { timeCreated: `${month}-01T00:00:00Z` }),
    }),
  );
  const sumsOf = (some: typeof files): ReviewSums => {
    const sums = new ReviewSums(staleRule(Date.parse(NOW), 1));
    for (const one of some) {
      const { created_time: created, updated_time: updated, size_bytes: bytes } = one;
      sums.count(created?.slice(0, 7) ?? null, 'videos', bytes ?? 0);
      if (sums.isStale(created, updated)) sums.countStale(bytes ?? 0);
      sums.offer(one);
    }
    return sums;
  };

  it('are those of all their files, months in order and undated files last', () => {
    const whole = sumsOf(files).result(null);
    expect(whole.by_month.map(({ month, files: count }) => [month, count])).toEqual([
      ['2026-01', 1],
      ['2026-02', 1],
      ['2026-03', 1],
      [null, 2],
    ]);
    expect(whole.stale).toMatchObject({ files: 3, size_mb: 8 });
    for (let cut = 0; cut <= files.length; cut += 1) {
      const sums = sumsOf(files.slice(cut));
      sums.addSums(sumsOf(files.slice(0, cut)));
      expect(sums.result(null)).toEqual(whole);
    }
  });
});
