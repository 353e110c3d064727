import { Redactor } from '../base/redact.ts';
import type { Secret } from '../base/secret.ts';
import { withDeadline } from '../runtime/deadline.ts';
import type { ResolvedDependencies } from '../runtime/dependencies.ts';
import type { ProgressListener } from '../runtime/progress.ts';
import { GraphRun } from './graph-run.ts';
import { LOGINS, type Login, type LoginFeatures } from './platform.ts';
import type { TokenHolder } from './token-holder.ts';
import { UsageGate, type UsageState } from './usage-gate.ts';

/** What a client talks to, and how. */
export interface GraphClientSettings {
  readonly login: Login;
  readonly apiVersion: string;
  /** Origin to talk to instead of the platform's own. */
  readonly baseUrl: string | null;
  readonly tokenTransport: 'header' | 'query';
  readonly appSecret: Secret | null;
  readonly tokens: TokenHolder;
  readonly redactor: Redactor;
  readonly dependencies: ResolvedDependencies;
}

/** Options of one run. */
export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Hard stop: no further Graph call is made once this many were, batch items and retries included. */
  readonly maxCalls?: number | undefined;
  /** Told of this run's steps, besides the manager's own listener. */
  readonly onProgress?: ProgressListener | undefined;
  /** What the run does, as the subject of a sentence. */
  readonly what: string;
}

/** One account's way to Graph: what outlives a single method call. Each method call is a {@link GraphRun}. */
export class GraphClient {
  readonly settings: GraphClientSettings;
  readonly features: LoginFeatures;
  readonly origin: string;
  readonly gate: UsageGate;
  /** Who is told of the waits: the runs under way. */
  readonly #runs = new Set<GraphRun>();

  constructor(settings: GraphClientSettings) {
    this.settings = settings;
    this.features = LOGINS[settings.login];
    this.origin = new URL(settings.baseUrl ?? `https://${this.features.host}`).href.replace(/\/+$/, '');
    this.gate = new UsageGate({
      clock: settings.dependencies.clock,
      usageLimitPercent: settings.dependencies.usageLimitPercent,
      maxWaitMs: settings.dependencies.maxWaitMs,
      onWait: (waitMs) => {
        for (const run of this.#runs) run.announceWait(waitMs);
      },
    });
  }

  get login(): Login {
    return this.settings.login;
  }

  get usage(): UsageState {
    return this.gate.state;
  }

  /**
   * Runs one method's requests under its deadline and call limit. After it has settled nothing more is sent.
   *
   * @throws the caller's abort reason unchanged; kind `timeout` when the deadline passes
   */
  async run<T>(options: RunOptions, work: (run: GraphRun) => Promise<T>): Promise<T> {
    const { dependencies } = this.settings;
    return withDeadline(
      async (signal) => {
        const run = new GraphRun(this, signal, options);
        this.#runs.add(run);
        try {
          return await work(run);
        } finally {
          this.#runs.delete(run);
        }
      },
      { signal: options.signal, deadlineMs: dependencies.deadlineMs, what: options.what },
    );
  }
}
