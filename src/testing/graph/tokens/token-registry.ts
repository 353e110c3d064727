import { tokenFailure, tokenMalformed, type TokenProblem, tokenProblemText } from '../rules/token-failures.ts';
import { USUAL_SCOPES } from '../rules/scopes.ts';
import type { IssuedToken, TokenRequest } from './issued-token.ts';

const DAY_MS = 86_400_000;
const LIFE_MS = { short: 3_600_000, long: 60 * DAY_MS } as const;

/** What the registry needs to know of its simulator. */
export interface TokenRegistryOptions {
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
      problem: request.problem ?? null,
    };
    this.#tokens.set(token.value, token);
    return token;
  }

  /** From now on the token is refused with this subcode of error 190. */
  break(value: string, problem: TokenProblem): void {
    const token = this.#tokens.get(value);
    if (token === undefined) throw new RangeError('The simulator issued no such token.');
    this.#tokens.set(value, { ...token, problem });
  }

  /** The token, expired or not; `null` for one the simulator never issued. `APP_ID|APP_SECRET` is an app token. */
  find(value: string): IssuedToken | null {
    const { appId, appSecret, now } = this.#options;
    if (value === `${appId}|${appSecret}`) {
      const never = { expiresAt: null, dataAccessExpiresAt: null } as const;
      return { value, kind: 'app', appId, scopes: [], issuedAt: now(), life: 'long', problem: null, ...never };
    }
    return this.#tokens.get(value) ?? null;
  }

  /** The token, or the error 190 it deserves. */
  require(value: string | null): IssuedToken {
    const token = value === null ? null : this.find(value);
    if (token === null) throw tokenMalformed(this.#options.login);
    const problem = this.problemOf(token);
    if (problem !== null) throw tokenFailure(problem, this.#facts(token));
    return token;
  }

  problemOf(token: IssuedToken): TokenProblem | null {
    if (token.problem !== null) return token.problem;
    return token.expiresAt !== null && token.expiresAt <= this.#options.now() ? 463 : null;
  }

  problemText(token: IssuedToken, problem: TokenProblem): string {
    return tokenProblemText(problem, this.#facts(token));
  }

  /** An authorization code, good for one exchange. */
  issueCode(): string {
    this.#issued += 1;
    const code = `AQSIMULATED${String(this.#issued).padStart(6, '0')}`;
    this.#codes.add(code);
    return code;
  }

  useCode(code: string): boolean {
    return this.#codes.delete(code);
  }

  #facts(token: IssuedToken): { appId: string; expiredAt: number; now: number } {
    const { appId, now } = this.#options;
    return { appId, expiredAt: token.expiresAt ?? now(), now: now() };
  }
}

function timeOf(time: number | Date | string | undefined, otherwise: number): number {
  if (time === undefined) return otherwise;
  return typeof time === 'number' ? time : new Date(time).getTime();
}
