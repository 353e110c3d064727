import { describe, expect, it } from 'vitest';
import { crc32cBase64 } from '../../../../src/testing/bucket/simulated-object.ts';

describe('stored bytes', () => {
  it('CRC32C is the published check value for 123456789', () => {
    // 0xE3069283, big-endian, in base64.
    expect(crc32cBase64(Buffer.from('123456789'))).toBe(Buffer.from([0xe3, 0x06, 0x92, 0x83]).toString('base64'));
  });
});
