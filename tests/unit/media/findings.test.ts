import * as v from 'valibot';
import { expect, it } from 'vitest';

import { type FileMediaMetadata, fileMediaMetadataSchema, mediaMetadataSchema } from '../../../src/documents/file.ts';
import { toFileMediaMetadata } from '../../../src/media/findings.ts';
import { probeMedia } from '../../../src/media/probe-media.ts';
import { pngBytes } from '../../../src/testing/media-files/sound-and-picture-bytes.ts';
import { readerOf } from './reader.ts';

it('a file record keeps its format and content type and takes over all the probe found', async () => {
  const reader = readerOf(pngBytes({ size: 20_000, width: 640, height: 360 }));
  const metadata = await probeMedia(reader, { kind: 'image', name: 'still.png' });
  expect(v.parse(mediaMetadataSchema, metadata)).toEqual(metadata);
  const named: FileMediaMetadata = { format: 'PNG', content_type: 'image' };
  const filled = toFileMediaMetadata(named, metadata);
  expect(filled).toEqual({ format: 'PNG', content_type: 'image', ...metadata });
  // In the order of the schema, so that the same record is the same bytes.
  expect(Object.keys(v.parse(fileMediaMetadataSchema, filled))).toEqual(Object.keys(filled));
  expect(named).toEqual({ format: 'PNG', content_type: 'image' });
});
