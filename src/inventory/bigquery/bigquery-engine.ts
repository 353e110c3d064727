import { createHash, randomUUID } from 'node:crypto';

import * as v from 'valibot';

import { ownError, StorageError } from '../../base/errors.ts';
import { HOUR_MS } from '../../base/time.ts';
import type { JsonTransport } from '../../storage/http-transport.ts';
import { readFailure } from '../../storage/storage-failure.ts';
import type { InventoryRun } from '../run.ts';
import type { InventoryEngine, Sql, SqlRow } from '../sql/sql.ts';
import { toBigQueryError } from './bigquery-error.ts';

/** Where and at what price statements run. */
export interface BigQueryOptions {
  /** The project that pays. */
  readonly projectId: string;
  /** `US`, `EU`, `europe-west3`; where it is left out, BigQuery finds it by the tables. */
  readonly location: string | undefined;
  /** The most bytes that all statements together are charged for. */
  readonly maximumBytesBilled: number;
}

/** How long one request waits for a job to end, in milliseconds; the service gives up after about 200 s. */
const WAIT_MS = 20_000;

/** Rows of one page; an answer has at most 10 MB anyway. */
const PAGE_ROWS = 10_000;

/** A job started before a restart is gone on with for so long: results are kept for a day, but tables change. */
const RESUME_MS = HOUR_MS;

/**
 * Runs statements on BigQuery by its REST interface: jobs.query and jobs.getQueryResults, which the read-only scope may
 * use. No statement runs that could cost more than is left of `maximumBytesBilled`. The job of a statement is kept in the
 * run's store, so that the same statement goes on after a restart in place of being paid for again.
 *
 * Source: BigQuery REST reference v2, 2026-11-28.
 */
export class BigQueryEngine implements InventoryEngine {
  readonly name = 'bigquery';
  readonly #run: InventoryRun;
  readonly #open: () => Promise<JsonTransport>;
  readonly #options: BigQueryOptions;
  readonly #savedJobs = new Set<string>();
  #billed = 0;
  #transport: Promise<JsonTransport> | null = null;

  constructor(run: InventoryRun, open: () => Promise<JsonTransport>, options: BigQueryOptions) {
    this.#run = run;
    this.#open = open;
    this.#options = options;
  }

  /** Bytes charged for so far. */
  get bytesBilled(): number {
    return this.#billed;
  }

  /**
   * Sums up what statements would read, which costs nothing.
   *
   * @throws {StorageError} with code `bigquery:too_expensive` when that is more than is allowed
   */
  async estimate(statements: readonly Sql[]): Promise<number> {
    let bytes = 0;
    for (const statement of statements) {
      const answer = await this.#post('dry_run', { ...this.#request(statement), dryRun: true });
      bytes += answer.totalBytesProcessed ?? 0;
    }
    const { maximumBytesBilled } = this.#options;
    if (bytes > maximumBytesBilled) throw tooExpensive(this.#run.store.bucket, bytes, maximumBytesBilled);
    return bytes;
  }

  async query(statement: Sql): Promise<readonly SqlRow[]> {
    const key = this.#keyOf(statement);
    let answer = (await this.#resumed(key)) ?? (await this.#started(statement, key));
    const job = answer.jobReference;
    while (!answer.jobComplete) {
      if (job === undefined) throw malformed(this.#run.store.bucket);
      answer = await this.#results(job, { timeoutMs: WAIT_MS });
    }
    this.#billed += answer.totalBytesBilled ?? (job === undefined ? 0 : await this.#billedOf(job));
    const { schema } = answer;
    if (schema === undefined) throw malformed(this.#run.store.bucket);
    const rows = (answer.rows ?? []).map((row) => readRow(schema, row));
    const tokens = new Set<string>();
    while (answer.pageToken !== undefined && answer.pageToken !== '') {
      // Tokens in a circle would never end.
      if (job === undefined || tokens.has(answer.pageToken)) throw malformed(this.#run.store.bucket);
      tokens.add(answer.pageToken);
      answer = await this.#results(job, { pageToken: answer.pageToken });
      for (const row of answer.rows ?? []) rows.push(readRow(schema, row));
    }
    if (answer.totalRows !== undefined && answer.totalRows !== rows.length) throw malformed(this.#run.store.bucket);
    return rows;
  }

  /** Forgets the jobs: their rows are in the document now. */
  async finish(): Promise<void> {
    for (const key of this.#savedJobs) await this.#save(key, '');
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #request({ text, values }: Sql): Record<string, unknown> {
    const { location } = this.#options;
    return {
      query: text,
      useLegacySql: false,
      parameterMode: 'POSITIONAL',
      queryParameters: values.map((value) => ({
        parameterType: { type: typeof value === 'number' ? 'INT64' : 'STRING' },
        parameterValue: { value: String(value) },
      })),
      maximumBytesBilled: String(Math.max(0, this.#options.maximumBytesBilled - this.#billed)),
      ...(location === undefined ? {} : { location }),
    };
  }

  async #started(statement: Sql, key: string): Promise<QueryAnswer> {
    const answer = await this.#post('query', {
      ...this.#request(statement),
      timeoutMs: WAIT_MS,
      maxResults: PAGE_ROWS,
      // The same for every attempt: a request whose answer was lost does not start a second job.
      requestId: randomUUID(),
    });
    const { jobReference } = answer;
    if (jobReference === undefined) return answer;
    const startedAt = this.#run.setup.deps.clock.now();
    await this.#save(key, JSON.stringify({ ...jobReference, startedAt } satisfies SavedJob));
    return answer;
  }

  /** Gives the answer of a job that was started before; `null` when there is none, or it is not there any more. */
  async #resumed(key: string): Promise<QueryAnswer | null> {
    const { store, clock, logger } = this.#run.setup.deps;
    const saved = v.safeParse(savedJobSchema, await store.get(key).catch(() => null));
    if (!saved.success || clock.now() - saved.output.startedAt > RESUME_MS) return null;
    try {
      const answer = await this.#results(saved.output, { timeoutMs: WAIT_MS });
      this.#savedJobs.add(key);
      logger.info('going on with a job of BigQuery', { job_id: saved.output.jobId });
      return { ...answer, jobReference: saved.output };
    } catch (caught) {
      const error = ownError(caught, this.#run.signal);
      if (error.kind === 'auth' || error.retryable) throw error;
      return null;
    }
  }

  async #save(key: string, value: string): Promise<void> {
    const { store, logger } = this.#run.setup.deps;
    this.#savedJobs.add(key);
    try {
      await store.set(key, value);
    } catch (error) {
      logger.warn('the job of a statement could not be kept', { error });
    }
  }

  #keyOf({ text, values }: Sql): string {
    const { projectId, location } = this.#options;
    const hash = createHash('sha256').update(JSON.stringify([projectId, location, text, values]));
    return `bigquery_job_${hash.digest('hex').slice(0, 32)}`;
  }

  async #billedOf({ jobId, location }: JobReference): Promise<number> {
    const path = `${this.#path('jobs')}/${encodeURIComponent(jobId)}`;
    const answer = await this.#send('get_job', (via, signal) => via.get(path, { location }, signal));
    const parsed = v.safeParse(jobSchema, answer);
    return parsed.success ? (parsed.output.statistics.query.totalBytesBilled ?? 0) : 0;
  }

  #results(
    { jobId, location }: JobReference,
    query: { readonly timeoutMs?: number; readonly pageToken?: string },
  ): Promise<QueryAnswer> {
    const path = `${this.#path('queries')}/${encodeURIComponent(jobId)}`;
    return this.#answer('query_results', (via, signal) =>
      via.get(path, { location, maxResults: PAGE_ROWS, ...query }, signal),
    );
  }

  #post(operation: string, body: Record<string, unknown>): Promise<QueryAnswer> {
    return this.#answer(operation, (via, signal) => via.post(this.#path('queries'), body, signal));
  }

  #path(resource: 'queries' | 'jobs'): string {
    return `/bigquery/v2/projects/${encodeURIComponent(this.#options.projectId)}/${resource}`;
  }

  async #answer(operation: string, send: Send): Promise<QueryAnswer> {
    const parsed = v.safeParse(answerSchema, await this.#send(operation, send));
    if (!parsed.success) throw malformed(this.#run.store.bucket);
    return parsed.output;
  }

  #send(operation: string, send: Send): Promise<unknown> {
    const { bucket } = this.#run.store;
    return this.#run.send(
      `bigquery_${operation}`,
      async (signal) => {
        this.#transport ??= this.#open();
        try {
          return await send(await this.#transport, signal);
        } catch (error) {
          signal.throwIfAborted();
          const failure = readFailure(error, this.#run.setup.deps.clock.now());
          throw failure === null ? error : toBigQueryError(failure, bucket);
        }
      },
      WAIT_MS,
    );
  }
}

type Send = (via: JsonTransport, signal: AbortSignal) => Promise<unknown>;

const jobReferenceSchema = v.object({
  projectId: v.exactOptional(v.string()),
  jobId: v.string(),
  location: v.exactOptional(v.string()),
});
type JobReference = v.InferOutput<typeof jobReferenceSchema>;

const savedJobSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ ...jobReferenceSchema.entries, startedAt: v.number() }),
);
type SavedJob = v.InferOutput<typeof savedJobSchema>;

/** Whole numbers of 64 bits are texts in Google's JSON. */
const wholeNumber = v.pipe(v.union([v.string(), v.number()]), v.transform(Number), v.safeInteger());

const fieldSchema = v.object({ name: v.string(), type: v.string() });
const rowSchema = v.object({ f: v.array(v.object({ v: v.nullable(v.string()) })) });

/** What jobs.query and jobs.getQueryResults answer, as far as it is read. */
const answerSchema = v.object({
  jobComplete: v.optional(v.boolean(), false),
  // A dry run’s has no job.
  jobReference: v.fallback(v.optional(jobReferenceSchema), undefined),
  schema: v.exactOptional(v.object({ fields: v.optional(v.array(fieldSchema), []) })),
  rows: v.exactOptional(v.array(rowSchema)),
  totalRows: v.exactOptional(wholeNumber),
  pageToken: v.exactOptional(v.string()),
  totalBytesProcessed: v.exactOptional(wholeNumber),
  totalBytesBilled: v.exactOptional(wholeNumber),
});
type QueryAnswer = v.InferOutput<typeof answerSchema>;

const jobSchema = v.object({
  statistics: v.object({ query: v.object({ totalBytesBilled: v.exactOptional(wholeNumber) }) }),
});

/** Reads a row. Every value is text; the schema says which are numbers. */
function readRow(
  { fields }: NonNullable<QueryAnswer['schema']>,
  { f: values }: v.InferOutput<typeof rowSchema>,
): SqlRow {
  return Object.fromEntries(
    fields.map(({ name, type }, place): [string, string | number | null] => {
      const value = values[place]?.v ?? null;
      return [name, value !== null && (type === 'INTEGER' || type === 'INT64') ? Number(value) : value];
    }),
  );
}

function malformed(bucket: string): StorageError {
  return new StorageError('BigQuery’s answer is not what its reference documents.', {
    kind: 'invalid_response',
    code: 'bigquery:malformed',
    retryable: true,
    remedy: 'Run it again; if it stays so, check that no proxy alters replies.',
    bucket,
  });
}

function tooExpensive(bucket: string, bytes: number, allowed: number): StorageError {
  return new StorageError(
    `The inventory would read ${String(bytes)} bytes in BigQuery; ${String(allowed)} are allowed. Nothing was run.`,
    {
      kind: 'quota',
      code: 'bigquery:too_expensive',
      remedy: `Set maximumBytesBilled (--max-bytes-billed) to ${String(bytes)} or more.`,
      bucket,
    },
  );
}
