import type { FileRecord } from '../../../src/documents/file.ts';
import { describeFile, type ObjectRow } from '../../../src/files/describe-file.ts';

/** Makes a record as the library makes it of a listed row; 1,000 bytes unless told. */
export function file(name: string, row: Partial<Omit<ObjectRow, 'name'>> = {}): FileRecord {
  return describeFile({ size: '1000', ...row, name }, { bucket: 'prints' });
}
