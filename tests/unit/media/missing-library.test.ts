import { expect, it, vi } from 'vitest';

import { loadMediabunny } from '../../../src/media/mediabunny.ts';
import { inspectMedia } from '../../../src/media/probe-media.ts';
import { mp4Bytes } from '../../../src/testing/media-files/mp4-bytes.ts';
import { readerOf } from './reader.ts';

vi.mock('mediabunny', () => {
  throw Object.assign(new Error("Cannot find package 'mediabunny'"), { code: 'ERR_MODULE_NOT_FOUND' });
});

it('an import that finds no mediabunny gives no parser, and nulls with their reason', async () => {
  expect(await loadMediabunny()).toBeNull();
  const clip = mp4Bytes({ size: 1_000_000, durationSeconds: 10, width: 1_080, height: 1_920 });
  const { metadata, problem } = await inspectMedia(readerOf(clip), { kind: 'video', name: 'clip.mp4' });
  expect(metadata.unavailable).toMatchObject({ duration_seconds: 'unsupported', orientation: 'unsupported' });
  expect(problem).toMatchObject({ code: 'media:library_missing', remedy: 'npm install mediabunny' });
});
