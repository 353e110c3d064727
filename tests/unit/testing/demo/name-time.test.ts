import { describe, expect, it } from 'vitest';
import { timeFromName } from '../../../../src/testing/demo/dataset.ts';

describe('timeFromName', () => {
  it('reads the stamp as UTC', () => {
    expect(timeFromName('clips/timelapse_bw07.gcode_20250502_1421.mp4')).toBe('2025-05-02T14:21:00.000Z');
    expect(timeFromName('timelapse__20250417_0003')).toBe('2025-04-17T00:03:00.000Z');
  });

  it('takes the last of several stamps', () => {
    expect(timeFromName('a_20240101_0000_20250502_1421.mp4')).toBe('2025-05-02T14:21:00.000Z');
  });

  it.each([
    'song.mp3',
    'a_20250502.mp4',
    'a_20250502_142155.mp4',
    'a_20251301_1200.mp4',
    'a_20250230_1200.mp4',
    'a_20250502_2460.mp4',
  ])('finds no time in %s', (name) => {
    expect(timeFromName(name)).toBeNull();
  });
});
