import type { CollectionIssue, ErrorCode, IssueKind, IssueSource } from './issues.ts';

const BRAND = Symbol.for('insight-inventory.error');

/** The names of the error family. Narrow on `kind` for what to do, on the class for where it happened. */
export type ErrorName =
  | 'InsightInventoryError'
  | 'GraphApiError'
  | 'StorageError'
  | 'ConfigError'
  | 'ArgumentError'
  | 'ResponseValidationError'
  | 'ExportError'
  | 'MediaProbeError';

/** What was read of a list before it broke, and the cursor to go on from. */
export interface PartialList {
  /** What was read, as the method would have given it. */
  items: unknown[];
  /**
   * Where to go on: the cursor of the first page that is missing, or the name before which no file is missing; `null` when
   * the list has none, or nothing was read.
   */
  after: string | null;
}

/** What an error of this library is made of. */
export interface ErrorDetails {
  readonly kind: IssueKind;
  readonly code: ErrorCode;
  readonly retryable?: boolean | undefined;
  readonly remedy?: string | null | undefined;
  readonly partial?: PartialList | undefined;
}

/** Where in a document an error is reported. */
export interface IssuePlace {
  readonly source?: IssueSource | undefined;
  readonly scope?: string | undefined;
  readonly id?: string | null | undefined;
}

/**
 * Base of every error this library throws on its own account. The caller's abort reason and programming errors pass
 * through untouched and are not in the family. A transport library's error is never attached as `cause`: it would
 * carry the request, and with it the token.
 */
export class InsightInventoryError extends Error {
  override readonly name: ErrorName = 'InsightInventoryError';
  /** What kind of thing went wrong; decides what to do. */
  readonly kind: IssueKind;
  /** The exact cause, stable and greppable: `graph:190/463`. */
  readonly code: ErrorCode;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;
  /** What to do, in a plain sentence; `null` when there is nothing to say. */
  readonly remedy: string | null;
  /** Present when a list broke half-way. */
  declare partial?: PartialList;

  constructor(message: string, details: ErrorDetails) {
    super(message);
    this.kind = details.kind;
    this.code = details.code;
    this.retryable = details.retryable ?? false;
    this.remedy = details.remedy ?? null;
    if (details.partial !== undefined) this.partial = details.partial;
    // Not an own enumerable property: it would clutter what `inspect` prints.
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The source an issue made from this error belongs to, unless the caller says otherwise. */
  protected get source(): IssueSource {
    return 'collector';
  }

  /** Gives the same as an issue of a document. */
  toIssue(place: IssuePlace = {}): CollectionIssue {
    return {
      source: place.source ?? this.source,
      scope: place.scope ?? 'run',
      id: place.id ?? null,
      kind: this.kind,
      code: this.code,
      message: this.message,
      remedy: this.remedy,
      retryable: this.retryable,
    };
  }
}

/** What a {@link GraphApiError} is made of. */
export interface GraphErrorDetails extends ErrorDetails {
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null;
  readonly graphCode?: number | null | undefined;
  readonly graphSubcode?: number | null | undefined;
  readonly traceId?: string | null | undefined;
  readonly retryAfterMs?: number | null | undefined;
}

/** The Graph API refused, failed or did not answer. */
export class GraphApiError extends InsightInventoryError {
  override readonly name = 'GraphApiError' as const;
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null;
  /** Graph's own code; `null` when the answer carried none. */
  readonly graphCode: number | null;
  readonly graphSubcode: number | null;
  /** `fbtrace_id`, for a report to Meta. */
  readonly traceId: string | null;
  /** When throttled, how long to wait: what the platform asked for, or a minute, doubling, when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, details: GraphErrorDetails) {
    super(message, details);
    this.status = details.status;
    this.graphCode = details.graphCode ?? null;
    this.graphSubcode = details.graphSubcode ?? null;
    this.traceId = details.traceId ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  protected override get source(): IssueSource {
    return 'instagram';
  }
}

/** What a {@link StorageError} is made of. */
export interface StorageErrorDetails extends ErrorDetails {
  readonly bucket: string;
  readonly objectName?: string | null | undefined;
  readonly status?: number | null | undefined;
  readonly retryAfterMs?: number | null | undefined;
}

/** Cloud Storage refused, failed or did not answer. */
export class StorageError extends InsightInventoryError {
  override readonly name = 'StorageError' as const;
  readonly bucket: string;
  /** The object concerned; `null` when it is the bucket or a listing. */
  readonly objectName: string | null;
  /** HTTP status; `null` when no answer came. */
  readonly status: number | null;
  /** How long the service asked to wait; `null` when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(message: string, details: StorageErrorDetails) {
    super(message, details);
    this.bucket = details.bucket;
    this.objectName = details.objectName ?? null;
    this.status = details.status ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  protected override get source(): IssueSource {
    return 'gcs';
  }
}

/** One wrong setting or argument: its key, what was found (its kind, never a secret's value) and what to do. */
export interface InputProblem {
  /** `limit`, `retry.retries`, `folders[1]`; for a setting as the configuration spells it. */
  key: string;
  found: string;
  remedy: string;
  /** `no_file`: the file that was named is not there. Absent for every other problem. */
  reason?: 'no_file';
}

function problemLines(problems: readonly InputProblem[]): string {
  return problems.map(({ key, found, remedy }) => `  ${key}: found ${found}. ${remedy}`).join('\n');
}

function ofFirst<A extends 'argument' | 'config'>(
  area: A,
  problems: readonly InputProblem[],
): { code: `${A}:${string}`; remedy: string | null } {
  const { key, remedy } = problems[0] ?? { key: 'unknown', remedy: null };
  return { code: `${area}:${key}`, remedy };
}

/** Settings are missing or wrong; `problems` names every one of them at once. */
export class ConfigError extends InsightInventoryError {
  override readonly name = 'ConfigError' as const;
  /** Every problem of the section, in the order of its keys. */
  readonly problems: readonly InputProblem[];

  constructor(problems: readonly InputProblem[]) {
    const count = problems.length === 1 ? 'a problem' : `${String(problems.length)} problems`;
    super(`The configuration has ${count}:\n${problemLines(problems)}`, {
      kind: 'config',
      ...ofFirst('config', problems),
    });
    this.problems = problems;
  }
}

/** A function was called with what it cannot take; `problems` names every argument and key that is wrong. */
export class ArgumentError extends InsightInventoryError {
  override readonly name = 'ArgumentError' as const;
  /** Every wrong argument or key, in the order of its schema. */
  readonly problems: readonly InputProblem[];

  /** @param where - the function or method that was called; `null` for one problem that only its use showed: the message is of it alone */
  constructor(where: string | null, problems: readonly InputProblem[]) {
    const what = problems.length === 1 ? 'a wrong argument' : `${String(problems.length)} wrong arguments`;
    const [first] = problems;
    const message =
      where === null && first !== undefined
        ? `${first.key} ${first.found}. ${first.remedy}`
        : `${where ?? 'A call'}() was given ${what}:\n${problemLines(problems)}`;
    super(message, {
      kind: 'invalid_request',
      ...ofFirst('argument', problems),
    });
    this.problems = problems;
  }
}

/** An answer did not have the shape the platform documents, or a document did not match its own schema. */
export class ResponseValidationError extends InsightInventoryError {
  override readonly name = 'ResponseValidationError' as const;
}

/** A document could not be written. The file that was there before is untouched. */
export class ExportError extends InsightInventoryError {
  override readonly name = 'ExportError' as const;
}

/** A media file could not be read far enough to tell its length and shape. */
export class MediaProbeError extends InsightInventoryError {
  override readonly name = 'MediaProbeError' as const;
}

/** Tells whether a value is an error of this library, whichever of its builds (ESM or CommonJS) made it. */
export function isInsightInventoryError(value: unknown): value is InsightInventoryError {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/**
 * Gives what was thrown when it is an error of this library, which the caller reports. Any other is a defect in code and is
 * thrown again, as is the reason of a signal that was aborted.
 */
export function ownError(thrown: unknown, signal?: AbortSignal): InsightInventoryError {
  signal?.throwIfAborted();
  if (!isInsightInventoryError(thrown)) throw thrown;
  return thrown;
}

/** Gives what an error says, or what was thrown instead of one. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function hasName(value: unknown, name: ErrorName): boolean {
  return isInsightInventoryError(value) && value.name === name;
}

/** Tells whether a value is a {@link GraphApiError} of either build. */
export function isGraphApiError(value: unknown): value is GraphApiError {
  return hasName(value, 'GraphApiError');
}

/** Tells whether a value is a {@link StorageError} of either build. */
export function isStorageError(value: unknown): value is StorageError {
  return hasName(value, 'StorageError');
}

/** Tells whether a value is a {@link ConfigError} of either build. */
export function isConfigError(value: unknown): value is ConfigError {
  return hasName(value, 'ConfigError');
}

/** Tells whether a value is an {@link ArgumentError} of either build. */
export function isArgumentError(value: unknown): value is ArgumentError {
  return hasName(value, 'ArgumentError');
}

/** Tells whether a value is a {@link ResponseValidationError} of either build. */
export function isResponseValidationError(value: unknown): value is ResponseValidationError {
  return hasName(value, 'ResponseValidationError');
}

/** Tells whether a value is an {@link ExportError} of either build. */
export function isExportError(value: unknown): value is ExportError {
  return hasName(value, 'ExportError');
}

/** Tells whether a value is a {@link MediaProbeError} of either build. */
export function isMediaProbeError(value: unknown): value is MediaProbeError {
  return hasName(value, 'MediaProbeError');
}

/**
 * Makes the error for an argument that only its use shows to be wrong: two bounds that are exchanged, a glob that cannot be
 * compiled. The schemas of `check-input.ts` refuse everything else before.
 *
 * @param key - the argument, or a key of it: `query.minSizeMb`
 * @param problem - what is wrong, as the end of a sentence about it: `is above maxSizeMb`
 */
export function invalidRequest(key: string, problem: string, remedy: string): ArgumentError {
  return new ArgumentError(null, [{ key, found: problem, remedy }]);
}
