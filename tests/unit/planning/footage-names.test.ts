import { describe, expect, it } from 'vitest';

import { createNameReader, pieceOf, readName } from '../../../src/planning/footage-names.ts';

describe('pieceOf', () => {
  it.each([
    ['video/Vase_v2_final.mp4', 'vase'],
    ['Vase - Final - 02.mp4', 'vase'],
    ['vase_v_2.mp4', 'vase'],
    ['vase_v2_.mp4', 'vase'],
    ['vase_v2_3.mp4', 'vase_v2_3'],
    ['vase_3.mp4', 'vase_3'],
    ['vase_123_cut.mp4', 'vase_123'],
    ['final.mp4', 'final'],
    ['_final.mp4', '_final'],
    ['finalcut.mp4', 'finalcut'],
    ['shot 1 edited v12.mov', 'shot 1'],
    ['vase.edit.cut.mp4', 'vase'],
    ['vase_v123.mp4', 'vase_v123'],
    ['vase_final_123.mp4', 'vase_final_123'],
    ['vase_final2.mp4', 'vase'],
    ['vase_finals.mp4', 'vase_finals'],
    ['vase_unfinal.mp4', 'vase_unfinal'],
    ['2_final.mp4', '2'],
    ['final_final.mp4', 'final'],
    ['a_final_b.mp4', 'a_final_b'],
    ['_final_02.mp4', '_final_02'],
    ['vase__raw.mp4', 'vase'],
    ['mp4', 'mp4'],
  ])('of %s is %s', (name, piece) => {
    expect(pieceOf(name)).toBe(piece);
  });

  it('looks at no place of a long name twice', () => {
    expect(pieceOf(`${'-'.repeat(1_000_000)}!`)).toHaveLength(1_000_001);
    expect(pieceOf(`${' final'.repeat(200_000)}!`)).toHaveLength(1_200_001);
  });
});

describe('readName', () => {
  it('takes the name of a clip apart', () => {
    expect(readName('video/Timelapse_TU24.mp4')).toMatchObject({
      name: 'video/Timelapse_TU24.mp4',
      stem: 'timelapse_tu24',
      parsed: { series: 'timelapse_tu', subject: 'timelapse_tu24', number: 24 },
    });
  });
});

describe('createNameReader', () => {
  it('takes each name apart once', () => {
    const read = createNameReader();
    expect(read('video/TU24.mp4')).toEqual(readName('video/TU24.mp4'));
    expect(read('video/TU24.mp4')).toBe(read('video/TU24.mp4'));
    expect(read('TU24.mp4').name).toBe('TU24.mp4');
  });
});
