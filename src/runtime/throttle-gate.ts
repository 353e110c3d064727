import { checkConfig, inputObject, numberIn, optional, wholeNumber } from '../base/inputs.ts';
import type { InsightInventoryError } from '../base/errors.ts';
import { HOUR_MS, toTimestamp } from '../base/time.ts';
import { type Clock, clockInput, systemClock } from './clock.ts';
import { Slots } from './concurrency.ts';

/** What an answer says about the platform's limits. */
export interface LimitReport {
  /** How much of each limit is used, by its name; `null` when the answer does not say. */
  readonly percents: Readonly<Record<string, number | null>>;
  /** How long until calls are let through again; `null` when they are, or it was not said. */
  readonly regainMs: number | null;
}

/** Whose word a wait is: the server's, or an estimate where it named none. */
export type WaitSource = 'server' | 'estimate';

/** Usage above which requests go one at a time, in percent. */
export const DEFAULT_USAGE_LIMIT_PERCENT = 90;
/** Requests in flight of all managers of an app together: twice what one has alone. */
const DEFAULT_SHARED_CONCURRENCY = 12;
/** A full limit that does not say when it empties: platforms' shortest windows are an hour. */
const FULL_LIMIT_WAIT_MS: number = HOUR_MS;

/** Options of {@link createSharedUsage}. */
export interface SharedUsageOptions {
  /** The one of the managers. @default the system's */
  readonly clock?: Clock | undefined;
  /** Usage above which requests go one at a time, in percent; the managers' own is not looked at. @default 90 */
  readonly usageLimitPercent?: number | undefined;
  /** Requests in flight of all managers together, from 1. @default 12 */
  readonly concurrency?: number | undefined;
}

/**
 * What is known of a limit, for one gate or for all that share it: how much is used, until when nothing passes, and
 * whose turn it is.
 */
export class SharedLimit {
  readonly #clock: Clock;
  readonly #usageLimitPercent: number;
  readonly #slots: Slots;
  #percents: Readonly<Record<string, number>> = {};
  #blockedUntil: number | null = null;
  #source: WaitSource = 'estimate';
  /** Whether the next request goes alone: the first of a shared limit, and the first after a block. */
  #isProbing: boolean;
  #peak: number | null = null;

  /** @param concurrency - `Infinity` for a limit of one gate, which its requests enter side by side from the first on */
  constructor({ clock, usageLimitPercent, concurrency }: Required<SharedUsageOptions>) {
    // How much others have used is not known: the first answer says so, before a dozen requests are refused at once.
    this.#isProbing = concurrency !== Infinity;
    this.#clock = clock ?? systemClock;
    this.#usageLimitPercent = usageLimitPercent ?? DEFAULT_USAGE_LIMIT_PERCENT;
    const limit = (): number => this.lanes(concurrency ?? DEFAULT_SHARED_CONCURRENCY);
    this.#slots = new Slots({
      get limit() {
        return limit();
      },
      tick: () => undefined,
    });
  }

  /**
   * Runs one request in its turn: with others while there are lanes, alone above the usage limit. Members that wait have
   * their turns one after the other, however many requests each has.
   */
  async inTurn<T>(member: object, send: () => Promise<T>, signal: AbortSignal): Promise<T> {
    return this.#slots.use(send, signal, member);
  }

  /** Takes note of what an answer says. A limit it does not name stays as it was. */
  note({ percents, regainMs }: LimitReport): void {
    const named = Object.entries(percents).filter((entry): entry is [string, number] => entry[1] !== null);
    if (named.length === 0 && regainMs === null) return;
    this.#percents = { ...this.#percents, ...Object.fromEntries(named) };
    const percent = this.#percent();
    if (percent !== null) this.#peak = Math.max(this.#peak ?? 0, percent);
    if (regainMs !== null) this.block(regainMs, 'server');
    else if ((percent ?? 0) >= 100) this.block(FULL_LIMIT_WAIT_MS, 'estimate');
  }

  /**
   * Lets nothing through for a while. The server's wait replaces an estimate, whichever is longer, and no estimate
   * replaces the server's; of two of one source the longer counts.
   */
  block(waitMs: number, source: WaitSource): void {
    const until = this.#clock.now() + waitMs;
    const isBlocked = this.blockedForMs !== null;
    if (isBlocked && this.#source !== source) {
      if (source === 'estimate') return;
      this.#blockedUntil = until;
    } else {
      this.#blockedUntil = Math.max(this.#blockedUntil ?? 0, until);
    }
    this.#source = source;
  }

  /**
   * Ends a block that was waited for. What was known before no longer holds; requests pass one at a time until the first
   * of them is answered ({@link endProbe}).
   */
  reopen(): void {
    this.#blockedUntil = null;
    this.#percents = {};
    this.#isProbing = true;
  }

  /** Takes note that the request that went alone has been answered. */
  endProbe(): void {
    this.#isProbing = false;
  }

  /**
   * Tells how much of a limit is used, from the last answer that named it; `null` when none did since the last wait.
   */
  percentOf(limit: string): number | null {
    return this.#percents[limit] ?? null;
  }

  /**
   * Tells how many requests are worth having in flight: all of them up to half the usage limit, fewer the nearer to it
   * usage is, one from there on.
   */
  lanes(most: number): number {
    const limit = this.#usageLimitPercent;
    const room = limit - (this.#percent() ?? 0);
    if (this.#blockedUntil !== null || this.#isProbing || room < 0) return 1;
    return most === Infinity ? most : Math.max(1, Math.min(most, Math.floor((2 * room * most) / limit)));
  }

  /** When calls are let through again, in milliseconds since the epoch; `null` when nothing was blocked since the last wait. */
  get blockedUntil(): number | null {
    return this.#blockedUntil;
  }

  /** How long no call is let through, in milliseconds; `null` when calls are. */
  get blockedForMs(): number | null {
    const left = (this.#blockedUntil ?? 0) - this.#clock.now();
    return left > 0 ? left : null;
  }

  /** When calls are let through again, as a timestamp; `null` when they are now. */
  get regainAt(): string | null {
    return this.blockedForMs === null ? null : toTimestamp(this.#blockedUntil ?? 0);
  }

  /** The highest percentage seen since it was made; `null` when no answer carried one. */
  get peakPercent(): number | null {
    return this.#peak;
  }

  #percent(): number | null {
    const percents = Object.values(this.#percents);
    return percents.length === 0 ? null : Math.max(...percents);
  }
}

const OPTIONS = inputObject<SharedUsageOptions>({
  clock: optional(clockInput),
  usageLimitPercent: optional(numberIn(1, 100)),
  concurrency: optional(wholeNumber(1)),
});

/**
 * Creates the usage of one app's limit for `deps.usage` of every manager of that app: what one manager's answers say
 * holds back all, and those that wait have their turns one after the other. An account's own limit stays its manager's.
 *
 * @throws {ConfigError} naming every option that is wrong
 * @example
 * const usage = createSharedUsage();
 * const managers = configs.map((config) => new InstagramAnalyticsManager(config, { usage }));
 */
export function createSharedUsage(options: SharedUsageOptions = {}): SharedLimit {
  const { clock, usageLimitPercent, concurrency } = checkConfig(OPTIONS, options, {
    isShown: () => true,
    name: 'options',
  });
  return new SharedLimit({ clock, usageLimitPercent, concurrency });
}

export interface ThrottleGateOptions {
  readonly clock: Clock;
  /** Above it requests pass one at a time. */
  readonly usageLimitPercent: number;
  /** A longer wait is refused. */
  readonly maxWaitMs: number;
  /** Called before each wait. */
  readonly onWait: (waitMs: number) => void;
  /** Makes the error of a wait that is too long; `until` is when calls are let through again, as a timestamp. */
  readonly refuse: (until: string, waitMs: number) => InsightInventoryError;
}

/**
 * Lets every request of a platform through, now or later: a hook around each attempt of a `Run`. Above the usage limit
 * requests pass one at a time; at 100 % and after a throttle they wait until the platform lets calls through again, or
 * are refused when that is longer than the caller will wait.
 */
export class ThrottleGate {
  /** What the answers said of the limit. */
  readonly limit: SharedLimit;
  readonly #options: ThrottleGateOptions;

  /** @param shared - the limit that other gates pass too; without it one of its own */
  constructor(options: ThrottleGateOptions, shared?: SharedLimit) {
    this.#options = options;
    const { clock, usageLimitPercent } = options;
    this.limit = shared ?? new SharedLimit({ clock, usageLimitPercent, concurrency: Infinity });
  }

  /** Runs one request, now or in its turn. */
  async pass<T>(send: () => Promise<T>, { signal }: { readonly signal: AbortSignal }): Promise<T> {
    const inTurn = async (): Promise<T> => {
      if (this.limit.blockedUntil !== null) await this.#waitWhileBlocked(signal);
      try {
        return await send();
      } finally {
        // What was sent before a block has been answered by now: nothing else is under way while one probes.
        this.limit.endProbe();
      }
    };
    return this.limit.inTurn(this, inTurn, signal);
  }

  async #waitWhileBlocked(signal: AbortSignal): Promise<void> {
    const { clock, maxWaitMs, onWait, refuse } = this.#options;
    let waitedUntil: number | null = null;
    // Answers still under way may prolong the block during the wait.
    for (let until = this.limit.blockedUntil; until !== waitedUntil; until = this.limit.blockedUntil) {
      // Another gate has waited for the same limit.
      if (until === null) return;
      waitedUntil = until;
      const waitMs = until - clock.now();
      if (waitMs > maxWaitMs) throw refuse(toTimestamp(until), waitMs);
      if (waitMs <= 0) break;
      onWait(waitMs);
      await clock.sleep(waitMs, signal);
    }
    this.limit.reopen();
  }
}
