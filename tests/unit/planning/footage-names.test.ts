import { describe, expect, it } from 'vitest';

import { pieceOf } from '../../../src/planning/footage-names.ts';

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
  ])('of %s is %s', (name, piece) => {
    expect(pieceOf(name)).toBe(piece);
  });

  it('looks at no place of a long name twice', () => {
    expect(pieceOf(`${'-'.repeat(1_000_000)}!`)).toHaveLength(1_000_001);
    expect(pieceOf(`${' final'.repeat(200_000)}!`)).toHaveLength(1_200_001);
  });
});
