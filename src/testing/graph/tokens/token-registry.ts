import { GraphFailure } from '../rules/failures.ts';
import { USUAL_SCOPES } from '../rules/platform.ts';

/** Why a token is no longer taken: the subcodes of error 190. */
export type TokenProblem = 458 | 459 | 460 | 463 | 464 | 467 | 490 | 492;

/** What a text about a token may name. */
interface TokenTimes {
  readonly appId: string;
  readonly expiredAt: number;
  readonly now: number;
}

const CHECKPOINT = 'You cannot access the app till you log in to www.facebook.com and follow the instructions given.';

/**
 * The texts of error 190. Only 463 was seen; the others are from memory, and no source has a text for 464, 490 and 492.
 */
const TEXTS: Readonly<Record<TokenProblem, (times: TokenTimes) => string>> = {
  458: ({ appId }) => `The user has not authorized application ${appId}.`,
  459: () => CHECKPOINT,
  460: () =>
    'The session has been invalidated because the user changed their password or Facebook has changed the session for security reasons.',
  463: ({ expiredAt, now }) =>
    `Session has expired on ${pacificText(expiredAt)}. The current time is ${pacificText(now)}.`,
  464: () => 'Sessions for the user are not allowed because the user is not a confirmed user.',
  467: () => 'The session is invalid because the user logged out.',
  490: () => CHECKPOINT,
  492: () => 'The user must have a role on the Page.',
};

/** Writes the sentence both the error and `debug_token` use. */
function tokenProblemText(problem: TokenProblem, times: TokenTimes): string {
  return `Error validating access token: ${TEXTS[problem](times)}`;
}

function tokenFailure(problem: TokenProblem, times: TokenTimes): GraphFailure {
  return new GraphFailure(tokenProblemText(problem, times), { code: 190, extras: { error_subcode: problem } });
}

/**
 * Makes the error of no token, or a text that is none: 190 without a subcode, worded differently on the two hosts. A
 * token of the other login cannot be parsed on either.
 *
 * @source TiagoGrosso/instagram-graph-api-lib#462, andrewyng/context-hub#310 (checked 2026-11-27)
 */
export function tokenMalformed(login: 'facebook' | 'instagram', value: string | null = null): GraphFailure {
  const isOther = login === 'instagram' && value?.startsWith('EAA') === true;
  const message =
    login === 'facebook' || isOther
      ? 'Invalid OAuth access token - Cannot parse access token'
      : 'Invalid OAuth 2.0 Access Token';
  return new GraphFailure(message, { code: 190 });
}

export const proofRequired = (): GraphFailure =>
  new GraphFailure('API calls from the server require an appsecret_proof argument', {
    code: 100,
    type: 'GraphMethodException',
  });

export const proofInvalid = (): GraphFailure =>
  new GraphFailure('Invalid appsecret_proof provided in the API argument', {
    code: 100,
    type: 'GraphMethodException',
  });

/** Makes the error when a token that already lives long was offered for exchange. */
export const notShortLived = (): GraphFailure =>
  new GraphFailure(
    'Session key invalid. This could be because the session key has an incorrect format, or because the user has revoked this session',
    { code: 452 },
  );

/** Writes `Friday, 20-Nov-26 03:00:00 PST`, as the platform writes it. */
function pacificText(time: number): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: 'America/Los_Angeles',
    weekday: 'long',
    day: '2-digit',
    month: 'short',
    year: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
  }).formatToParts(time);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return `${of('weekday')}, ${of('day')}-${of('month')}-${of('year')} ${of('hour')}:${of('minute')}:${of('second')} ${of('timeZoneName')}`;
}

/** A token the simulator issued. Times are milliseconds since the epoch. */
export interface IssuedToken {
  readonly value: string;
  readonly kind: 'user' | 'page' | 'app' | 'instagram';
  readonly appId: string;
  readonly scopes: readonly string[];
  readonly issuedAt: number;
  /** `null` never expires. */
  readonly expiresAt: number | null;
  /** When the permission to read data ends; `null` where there is no such end. */
  readonly dataAccessExpiresAt: number | null;
  /** A token of an hour, as a login gives it, or one of 60 days. */
  readonly life: 'short' | 'long';
  /** Ids each scope was granted for; a scope that is not named has every target. */
  readonly targets: Readonly<Record<string, readonly string[]>>;
  /** Why it is refused although it has not expired; `null` when it is good. */
  readonly problem: TokenProblem | null;
}

/** What a test may say about a token it wants. */
export interface TokenRequest {
  /** @default 'user' on Facebook login, 'instagram' on Instagram login */
  readonly kind?: IssuedToken['kind'] | undefined;
  /** @default every scope of the login */
  readonly scopes?: readonly string[] | undefined;
  /** Milliseconds, a `Date`, or ISO 8601. @default 60 days before `expiresAt` of a usual token, that is now */
  readonly issuedAt?: number | Date | string | undefined;
  /** `null` never expires. @default 60 days after `issuedAt`; 1 hour for a short-lived token */
  readonly expiresAt?: number | Date | string | null | undefined;
  /** @default 90 days after `issuedAt` for user and page tokens */
  readonly dataAccessExpiresAt?: number | Date | string | null | undefined;
  /** @default 'long' */
  readonly life?: IssuedToken['life'] | undefined;
  /**
   * Ids of accounts and Pages each scope was granted for, as `granular_scopes` tells them: `{ instagram_basic: [] }` was
   * granted for nothing.
   * @default everything
   * @source trypostit/trypost#292, restfb/restfb#1191 (checked 2026-11-27)
   */
  readonly targets?: Readonly<Record<string, readonly string[]>> | undefined;
  /** The subcode of error 190 it is refused with. @default none */
  readonly problem?: TokenProblem | undefined;
  /** @default the simulator's app */
  readonly appId?: string | undefined;
  /** @default a made-up one */
  readonly value?: string | undefined;
}

const DAY_MS = 86_400_000;
const LIFE_MS = { short: 3_600_000, long: 60 * DAY_MS } as const;

/** What the registry needs to know of its simulator. */
interface TokenRegistryOptions {
  readonly login: 'facebook' | 'instagram';
  readonly appId: string;
  readonly appSecret: string;
  readonly scopes: readonly string[] | undefined;
  readonly now: () => number;
}

/** Issues tokens, remembers them and says whether one is good. */
export class TokenRegistry {
  readonly #options: TokenRegistryOptions;
  readonly #tokens = new Map<string, IssuedToken>();
  readonly #codes = new Set<string>();
  #issued = 0;

  constructor(options: TokenRegistryOptions) {
    this.#options = options;
  }

  issue(request: TokenRequest = {}): IssuedToken {
    const { login, appId, scopes, now } = this.#options;
    this.#issued += 1;
    const kind = request.kind ?? (login === 'facebook' ? 'user' : 'instagram');
    const life = request.life ?? 'long';
    const issuedAt = timeOf(request.issuedAt, now());
    const hasDataAccess = kind === 'user' || kind === 'page';
    const token: IssuedToken = {
      value:
        request.value ??
        `${login === 'facebook' ? 'EAA' : 'IGAA'}SIMULATED${life === 'short' ? 'SHORT' : ''}${String(this.#issued).padStart(6, '0')}`,
      kind,
      appId: request.appId ?? appId,
      scopes: request.scopes ?? scopes ?? USUAL_SCOPES[login],
      issuedAt,
      expiresAt: request.expiresAt === null ? null : timeOf(request.expiresAt, issuedAt + LIFE_MS[life]),
      dataAccessExpiresAt:
        request.dataAccessExpiresAt === null || !hasDataAccess
          ? null
          : timeOf(request.dataAccessExpiresAt, issuedAt + 90 * DAY_MS),
      life,
      targets: request.targets ?? {},
      problem: request.problem ?? null,
    };
    this.#tokens.set(token.value, token);
    return token;
  }

  /** Breaks a token: from now on the token is refused with this subcode of error 190. */
  break(value: string, problem: TokenProblem): void {
    const token = this.#tokens.get(value);
    if (token === undefined) throw new RangeError('The simulator issued no such token.');
    this.#tokens.set(value, { ...token, problem });
  }

  /**
   * Finds the token, expired or not; `null` for one the simulator never issued. `APP_ID|APP_SECRET` is an app token.
   */
  find(value: string): IssuedToken | null {
    const { appId, appSecret, now } = this.#options;
    if (value === `${appId}|${appSecret}`) {
      const never = { expiresAt: null, dataAccessExpiresAt: null } as const;
      return {
        value,
        kind: 'app',
        appId,
        scopes: [],
        issuedAt: now(),
        life: 'long',
        targets: {},
        problem: null,
        ...never,
      };
    }
    return this.#tokens.get(value) ?? null;
  }

  /** Gives the token, or the error 190 it deserves. */
  require(value: string | null): IssuedToken {
    const token = value === null ? null : this.find(value);
    if (token === null) throw tokenMalformed(this.#options.login, value);
    const problem = this.problemOf(token);
    if (problem !== null) throw tokenFailure(problem, this.#times(token));
    return token;
  }

  problemOf(token: IssuedToken): TokenProblem | null {
    if (token.problem !== null) return token.problem;
    return token.expiresAt !== null && token.expiresAt <= this.#options.now() ? 463 : null;
  }

  problemText(token: IssuedToken, problem: TokenProblem): string {
    return tokenProblemText(problem, this.#times(token));
  }

  /** Issues an authorization code, good for one exchange. */
  issueCode(): string {
    this.#issued += 1;
    const code = `AQSIMULATED${String(this.#issued).padStart(6, '0')}`;
    this.#codes.add(code);
    return code;
  }

  useCode(code: string): boolean {
    return this.#codes.delete(code);
  }

  #times(token: IssuedToken): { appId: string; expiredAt: number; now: number } {
    const { appId, now } = this.#options;
    return { appId, expiredAt: token.expiresAt ?? now(), now: now() };
  }
}

function timeOf(time: number | Date | string | undefined, otherwise: number): number {
  if (time === undefined) return otherwise;
  return typeof time === 'number' ? time : new Date(time).getTime();
}
