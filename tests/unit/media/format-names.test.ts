import { expect, it } from 'vitest';

import { codecName } from '../../../src/media/format-names.ts';
import { inspectMedia } from '../../../src/media/probe-media.ts';
import { readerOf } from './reader.ts';

it.each([
  ['V_MPEG2', 'mpeg2video'],
  ['xyz ', 'xyz'],
  ['x y', null],
  ['', null],
])('the codec %j is %j', (id, name) => {
  expect(codecName(id)).toBe(name);
});

/** First bytes as ffmpeg 5.1 writes them. */
it.each([
  ['sound.w64', 'audio', '726966662e91cf11a5d628db04c10000', 'w64'],
  ['sound.dts', 'audio', '7ffe8001fc3c75b036c00138', 'dts'],
  ['sound.thd', 'audio', 'a065ffd8f8726fba00008001', 'truehd'],
  ['sound.voc', 'audio', '437265617469766520566f6963652046696c65', 'voc'],
  ['sound.wv', 'audio', '7776706b', 'wavpack'],
  ['clip.mxf', 'video', '060e2b34', 'mxf'],
  ['frame.exr', 'image', '762f3101020000006368616e', 'exr'],
  ['frame.dpx', 'image', '585044538006000056312e30', 'dpx'],
  ['frame.pcx', 'image', '0a050108000000003f01b300', 'pcx'],
  ['frame.jls', 'image', 'ffd8fff700110800b4014003', 'jpeg-ls'],
  ['frame.sgi', 'image', '01da01010003014000b40003', 'sgi'],
] as const)('%s is of a format that is not read, and not broken', async (name, kind, hex, container) => {
  const file = Buffer.concat([Buffer.from(hex, 'hex'), Buffer.alloc(4_000)]);
  const { metadata, problem } = await inspectMedia(readerOf(new Uint8Array(file)), { kind, name });
  expect(metadata.container).toBe(container);
  expect(metadata.unavailable[kind === 'image' ? 'width' : 'duration_seconds']).toBe('unsupported');
  expect(problem).toBeNull();
});
