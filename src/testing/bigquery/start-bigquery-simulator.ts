import type { Fault, RemoveFault, SimulatedRequest } from '../shared/fault.ts';
import { jsonReply, type Reply } from '../shared/reply.ts';
import { flawedRows, isEndless, nextStart, type PageFlaw } from '../shared/fault-plan.ts';
import type { LoggedRequest, SimulatorStats } from '../shared/request-log.ts';
import { type Latency, startSimulatorHost } from '../shared/simulator-host.ts';
import {
  createTables,
  type DatasetRow,
  OBJECT_ATTRIBUTES,
  type QueryRows,
  RefusedSql,
  type TableColumns,
} from './dataset-tables.ts';

/** Options of {@link startBigQuerySimulator}. */
export interface BigQuerySimulatorOptions {
  /** The one project there is. @default 'simulated-project' */
  readonly project?: string | undefined;
  /**
   * Rows by `dataset.table`. A row is as JSON has it: times as texts, `metadata` as a list of `key` and `value`. The columns
   * are those of `object_attributes_latest_snapshot_view`, unless `columns` names others.
   */
  readonly tables: Readonly<Record<string, readonly DatasetRow[]>>;
  /** Columns of tables that have others, by `dataset.table`. */
  readonly columns?: Readonly<Record<string, TableColumns>> | undefined;
  /** @default 'US' */
  readonly location?: string | undefined;
  /** Rows of a page at most. @default 10,000 */
  readonly pageCap?: number | undefined;
  /** What is wrong with every page of a result. @default nothing */
  readonly pageFlaw?: PageFlaw | undefined;
  /** How often `jobComplete` is false before a job is done. @default 0 */
  readonly slowPolls?: number | undefined;
  /** The bearer token requests must carry. @default none is asked for */
  readonly accessToken?: string | undefined;
  /** Whether the caller may run jobs. @default true */
  readonly mayRunJobs?: boolean | undefined;
  readonly latencyMs?: Latency | undefined;
  readonly faults?: readonly Fault[] | undefined;
}

/** A running BigQuery. */
export interface BigQuerySimulator {
  /** The `endpoint` of a `DatasetSource`. */
  readonly url: string;
  readonly project: string;
  readonly requests: readonly LoggedRequest[];
  /** Jobs that ran, dry runs and refused ones not among them. */
  readonly jobsRun: number;
  /** Counts the requests so far. */
  stats(): SimulatorStats;
  /** Adds a fault; what it gives takes it away. */
  addFault(fault: Fault): RemoveFault;
  /** Ends the server and frees the tables. */
  close(): Promise<void>;
}

/** A job that ran. */
interface Job extends QueryRows {
  readonly id: string;
  readonly bytes: number;
  readonly billed: number;
  polls: number;
}

interface State {
  readonly options: BigQuerySimulatorOptions;
  readonly project: string;
  readonly location: string;
  readonly tables: Awaited<ReturnType<typeof createTables>>;
  readonly jobs: Map<string, Job>;
  readonly requestIds: Map<string, Job>;
}

/**
 * Starts a BigQuery on 127.0.0.1 that answers jobs.query with dry runs, limits of bytes, positional parameters, slow jobs and
 * pages, jobs.getQueryResults and jobs.get. The statements themselves are run, by `@duckdb/node-api`, which has to be
 * installed; what GoogleSQL does not have is refused. Results are as typed as the service's: every value is text.
 *
 * What it does not have: other methods, datasets in several locations, named parameters, and whatever only Google's own
 * planner would refuse.
 *
 * @source BigQuery REST reference v2 (checked 2026-11-28)
 * @example
 * const simulator = await startBigQuerySimulator({ tables: { 'insights.object_attributes_latest_snapshot_view': [] } });
 * await simulator.close();
 */
export async function startBigQuerySimulator(options: BigQuerySimulatorOptions): Promise<BigQuerySimulator> {
  const project = options.project ?? 'simulated-project';
  const tables = await createTables(
    Object.fromEntries(
      Object.entries(options.tables).map(([name, rows]) => [
        `${project}.${name}`,
        { columns: options.columns?.[name] ?? OBJECT_ATTRIBUTES, rows },
      ]),
    ),
  );
  const state: State = {
    options,
    project,
    location: options.location ?? 'US',
    tables,
    jobs: new Map(),
    requestIds: new Map(),
  };
  const host = await startSimulatorHost({
    endpointOf,
    answer: (request) => answer(request, state),
    errorReply: (status) => refusal(status, status === 403 ? 'accessDenied' : 'backendError', 'A fault.'),
    faults: options.faults,
    latencyMs: options.latencyMs,
    gzip: true,
  });
  return {
    url: host.url,
    project,
    requests: host.requests,
    get jobsRun() {
      return state.jobs.size;
    },
    stats: () => host.stats(),
    addFault: (fault) => host.addFault(fault),
    close: async () => {
      await host.close();
      tables.close();
    },
  };
}

const PATH = /^\/bigquery\/v2\/projects\/(?<project>[^/]+)\/(?<resource>queries|jobs)(?:\/(?<job>[^/]+))?$/;

function endpointOf(method: string, path: string): string {
  const { resource, job } = PATH.exec(path)?.groups ?? {};
  if (resource === 'queries' && job === undefined && method === 'POST') return 'jobs.query';
  if (method !== 'GET' || job === undefined) return 'unknown';
  return resource === 'queries' ? 'jobs.getQueryResults' : 'jobs.get';
}

async function answer(request: SimulatedRequest, state: State): Promise<Reply> {
  const { options, project } = state;
  const { project: asked, job } = PATH.exec(request.path)?.groups ?? {};
  if (options.accessToken !== undefined && request.headers['authorization'] !== `Bearer ${options.accessToken}`)
    return refusal(401, 'authError', 'Request had invalid authentication credentials.');
  if (request.endpoint === 'unknown' || asked === undefined) return refusal(404, 'notFound', 'Not found.');
  if (decodeURIComponent(asked) !== project || options.mayRunJobs === false)
    return refusal(
      403,
      'accessDenied',
      `Access Denied: Project ${asked}: User does not have bigquery.jobs.create permission in project ${asked}.`,
    );
  if (job === undefined) return query(request, state);
  const found = state.jobs.get(decodeURIComponent(job));
  const isHere = (request.query.get('location') ?? 'US') === state.location;
  if (found === undefined || !isHere) return refusal(404, 'notFound', `Not found: Job ${project}:${job}`);
  if (request.endpoint === 'jobs.get') return jsonReply(200, jobResource(found, state));
  return results(found, request.query, state);
}

async function query(request: SimulatedRequest, state: State): Promise<Reply> {
  const body = readBody(request.body);
  if (body === null) return refusal(400, 'parseError', 'Parse Error');
  if (body.useLegacySql !== false) return refusal(400, 'invalidQuery', 'Legacy SQL is not simulated.');
  if (body.location !== undefined && body.location !== state.location)
    return refusal(404, 'notFound', `Not found: Dataset was not found in location ${body.location}`);
  try {
    const { translated, bytes } = state.tables.check(body.query);
    const values = readParameters(body, translated.parameters);
    if (body.dryRun === true) {
      return jsonReply(200, {
        kind: 'bigquery#queryResponse',
        jobReference: { projectId: state.project, location: state.location },
        totalBytesProcessed: String(bytes),
        jobComplete: true,
        cacheHit: false,
      });
    }
    const billed = Math.max(MINIMUM_BYTES, Math.ceil(bytes / 2 ** 20) * 2 ** 20);
    if (body.maximumBytesBilled !== undefined && billed > Number(body.maximumBytesBilled))
      return refusal(
        400,
        'bytesBilledLimitExceeded',
        `Query exceeded limit for bytes billed: ${body.maximumBytesBilled}. ${String(billed)} or higher required.`,
      );
    const known = body.requestId === undefined ? undefined : state.requestIds.get(body.requestId);
    const rows = known ?? (await state.tables.run(translated, values));
    const job: Job = known ?? { ...rows, id: `job_${String(state.jobs.size)}`, bytes, billed, polls: 0 };
    state.jobs.set(job.id, job);
    if (body.requestId !== undefined) state.requestIds.set(body.requestId, job);
    const params = new URLSearchParams(body.maxResults === undefined ? {} : { maxResults: String(body.maxResults) });
    return results(job, params, state, true);
  } catch (error) {
    if (error instanceof RefusedSql)
      return refusal(error.reason === 'notFound' ? 404 : 400, error.reason, error.message);
    throw error;
  }
}

/** The least a query is charged for. Source: BigQuery pricing, 2026-11-28. */
const MINIMUM_BYTES = 10 * 2 ** 20;

function results(job: Job, params: URLSearchParams, state: State, isQuery = false): Reply {
  const { slowPolls = 0, pageCap = 10_000, pageFlaw } = state.options;
  const envelope = {
    kind: isQuery ? 'bigquery#queryResponse' : 'bigquery#getQueryResultsResponse',
    jobReference: { projectId: state.project, jobId: job.id, location: state.location },
  };
  if (job.polls < slowPolls) {
    job.polls += 1;
    return jsonReply(200, { ...envelope, jobComplete: false });
  }
  const token = params.get('pageToken');
  const start = token === null ? 0 : startOf(token, job.id);
  if (start === null) return refusal(400, 'invalid', 'Invalid page token.');
  const end = Math.min(job.rows.length, start + Math.min(pageCap, Number(params.get('maxResults') ?? pageCap)));
  return jsonReply(200, {
    ...envelope,
    schema: { fields: job.fields.map((field) => ({ ...field, mode: 'NULLABLE' })) },
    totalRows: String(job.rows.length),
    ...(end < job.rows.length || isEndless(pageFlaw)
      ? { pageToken: tokenOf(nextStart(pageFlaw, { start, end }), job.id) }
      : {}),
    // An empty result has no `rows` at all.
    ...(job.rows.length === 0
      ? {}
      : { rows: flawedRows(job.rows.slice(start, end), pageFlaw).map((row) => ({ f: row.map((v) => ({ v })) })) }),
    totalBytesProcessed: String(job.bytes),
    ...(isQuery ? { totalBytesBilled: String(job.billed) } : {}),
    jobComplete: true,
    cacheHit: false,
  });
}

function tokenOf(start: number, job: string): string {
  return Buffer.from(`${job}:${String(start)}`).toString('base64url');
}

function startOf(token: string, job: string): number | null {
  const [owner, start] = Buffer.from(token, 'base64url').toString().split(':');
  return owner === job && start !== undefined && /^\d+$/.test(start) ? Number(start) : null;
}

function jobResource(job: Job, { project, location }: State): object {
  return {
    kind: 'bigquery#job',
    jobReference: { projectId: project, jobId: job.id, location },
    status: { state: 'DONE' },
    statistics: { query: { totalBytesProcessed: String(job.bytes), totalBytesBilled: String(job.billed) } },
  };
}

interface QueryBody {
  readonly query: string;
  readonly useLegacySql?: boolean;
  readonly dryRun?: boolean;
  readonly parameterMode?: string;
  readonly queryParameters?: readonly {
    readonly parameterType: { readonly type: string };
    readonly parameterValue: { readonly value: string };
  }[];
  readonly maximumBytesBilled?: string;
  readonly maxResults?: number;
  readonly requestId?: string;
  readonly location?: string;
}

function readBody(text: string): QueryBody | null {
  try {
    const body = JSON.parse(text) as Partial<QueryBody>;
    return typeof body.query === 'string' ? { ...body, query: body.query } : null;
  } catch {
    return null;
  }
}

/** @throws {RefusedSql} when they are not as many as the statement has places, or of no type known here */
function readParameters({ parameterMode, queryParameters = [] }: QueryBody, places: number): (string | number)[] {
  if (places > 0 && parameterMode !== 'POSITIONAL')
    throw new RefusedSql('invalidQuery', 'Query parameters are not set.');
  if (queryParameters.length !== places)
    throw new RefusedSql('invalidQuery', `Incorrect number of positional parameters: ${String(places)} are needed.`);
  return queryParameters.map(({ parameterType: { type }, parameterValue: { value } }) => {
    if (type === 'STRING') return value;
    if (type === 'INT64' && /^-?\d+$/.test(value)) return Number(value);
    throw new RefusedSql('invalidQuery', `Invalid value for type ${type}.`);
  });
}

function refusal(status: number, reason: string, message: string): Reply {
  const error = { code: status, message, errors: [{ message, domain: 'global', reason }] };
  return jsonReply(status, { error }, { errorCode: reason });
}
