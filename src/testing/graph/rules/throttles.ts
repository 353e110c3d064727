import { GraphFailure } from '../graph-failure.ts';

/** Codes a client is slowed down with. */
export type ThrottleCode = 4 | 17 | 32 | 341 | 613 | 80_002;

interface ThrottleRule {
  readonly message: string;
  readonly status: number;
  readonly transient: boolean;
  /** Which usage header shows it. */
  readonly meter: 'app' | 'business';
}

/** Source: rate limiting and error references, bodies seen in public tests; the text of 341 is not published. */
export const THROTTLES: Readonly<Record<ThrottleCode, ThrottleRule>> = {
  4: { message: '(#4) Application request limit reached', status: 403, transient: true, meter: 'app' },
  17: { message: '(#17) User request limit reached', status: 400, transient: false, meter: 'app' },
  32: { message: '(#32) Page request limit reached', status: 403, transient: false, meter: 'app' },
  341: { message: '(#341) Application limit reached', status: 400, transient: false, meter: 'app' },
  613: {
    message: '(#613) Calls to this api have exceeded the rate limit.',
    status: 400,
    transient: false,
    meter: 'app',
  },
  80002: {
    message:
      '(#80002) There have been too many calls to this Instagram account. Wait a bit and try again. For more info, please refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting.',
    status: 400,
    transient: false,
    meter: 'business',
  },
};

/** The error of a client that is over its quota. `status` overrides the usual one: 400, 403 and 429 have been seen. */
export function throttled(code: ThrottleCode, status?: number): GraphFailure {
  const rule = THROTTLES[code];
  return new GraphFailure(rule.message, {
    code,
    status: status ?? rule.status,
    extras: rule.transient ? { is_transient: true } : {},
  });
}
