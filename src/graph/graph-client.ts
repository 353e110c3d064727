import type { InsightInventoryError } from '../base/errors.ts';
import { inRun, type Run, type RunOptions, type RunSetup } from '../runtime/run.ts';
import { type GraphAccount, type GraphClientConfig, GraphRun } from './graph-run.ts';
import { type Login, type LoginFeatures, LOGINS } from './platform.ts';
import { UsageGate, type UsageState } from './usage.ts';

/** One account's way to Graph: what outlives a single method call. Each method call is a {@link GraphRun}. */
export class GraphClient implements GraphAccount {
  readonly config: GraphClientConfig;
  readonly features: LoginFeatures;
  readonly origin: string;
  readonly gate: UsageGate;
  readonly #setup: RunSetup;
  /** The runs under way, which a wait of the gate holds up. */
  readonly #runs = new Set<Run>();

  constructor(config: GraphClientConfig) {
    const { dependencies } = config;
    this.config = config;
    this.features = LOGINS[config.login];
    this.origin = new URL(config.baseUrl ?? `https://${this.features.host}`).href.replace(/\/+$/, '');
    this.#setup = { source: 'instagram', dependencies, endsRun };
    this.gate = new UsageGate(
      {
        clock: dependencies.clock,
        usageLimitPercent: dependencies.usageLimitPercent,
        maxWaitMs: dependencies.maxWaitMs,
        onWait: (waitMs) => {
          for (const run of this.#runs) run.announceWait(waitMs);
        },
      },
      dependencies.usage,
    );
  }

  get login(): Login {
    return this.config.login;
  }

  get usage(): UsageState {
    return this.gate.state;
  }

  /**
   * Runs one method's requests under its deadline and call limit. After it has settled nothing more is sent.
   *
   * @throws the caller's abort reason unchanged; kind `timeout` when the deadline passes
   */
  async run<T>(options: RunOptions & { readonly what: string }, work: (run: GraphRun) => Promise<T>): Promise<T> {
    return inRun(this.#setup, options, async (run) => {
      this.#runs.add(run);
      try {
        return await work(new GraphRun(this, run));
      } finally {
        this.#runs.delete(run);
      }
    });
  }
}

/** Tells an error after which nothing else can succeed either: a refused token, a used-up limit. */
function endsRun({ kind }: InsightInventoryError): boolean {
  return kind === 'auth' || kind === 'rate_limit';
}
