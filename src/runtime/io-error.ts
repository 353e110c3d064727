import { ExportError, InsightInventoryError } from '../base/errors.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'Give this user access to the path, or choose another one.',
  EPERM: 'Give this user access to the path, or choose another one.',
  EROFS: 'The file system is read-only: choose another path.',
  ENOSPC: 'Free space on the disk, or choose another one.',
  EDQUOT: 'Free space on the disk, or choose another one.',
  EISDIR: 'The path is a folder: name a file in it.',
  ENOTDIR: 'A part of the path is a file, not a folder: choose another path.',
  EEXIST: 'A part of the path is a file, not a folder, or the file exists: choose another path.',
  ENOENT: 'Check that the path exists.',
  ENAMETOOLONG: 'Choose a shorter name.',
  EMFILE: 'Too many files are open: close some, or raise the limit.',
};

/** The code of a file-system error (`EACCES`); `null` when it is not one. */
export function ioCode(error: unknown): string | null {
  return error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string'
    ? error.code
    : null;
}

/** An error of the file system as one of ours; what is not one comes back as it is. */
export function toReadError(path: string, error: unknown): unknown {
  const code = ioCode(error);
  if (code === null) return error;
  return new InsightInventoryError(`${path} could not be read (${code}).`, detailsFor(code));
}

/** {@link toReadError} for writing. */
export function toExportError(path: string, error: unknown): unknown {
  const code = ioCode(error);
  if (code === null) return error;
  return new ExportError(
    `${path} could not be written (${code}). What was there before is untouched.`,
    detailsFor(code),
  );
}

function detailsFor(code: string): { kind: 'io'; code: string; remedy: string } {
  return { kind: 'io', code: `io:${code}`, remedy: REMEDIES[code] ?? 'Check the disk and the path, and try again.' };
}
