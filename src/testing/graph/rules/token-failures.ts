import { GraphFailure } from '../graph-failure.ts';

/** Why a token is no longer taken: the subcodes of error 190. */
export type TokenProblem = 458 | 459 | 460 | 463 | 464 | 467 | 490 | 492;

/** What a text about a token may name. */
export interface TokenFailureFacts {
  readonly appId: string;
  readonly expiredAt: number;
  readonly now: number;
}

const CHECKPOINT = 'You cannot access the app till you log in to www.facebook.com and follow the instructions given.';

/**
 * The texts of error 190. Only 463 was seen; the others are from memory, and no source has a text for 464, 490 and 492.
 */
const TEXTS: Readonly<Record<TokenProblem, (facts: TokenFailureFacts) => string>> = {
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

/** The sentence both the error and `debug_token` use. */
export function tokenProblemText(problem: TokenProblem, facts: TokenFailureFacts): string {
  return `Error validating access token: ${TEXTS[problem](facts)}`;
}

export function tokenFailure(problem: TokenProblem, facts: TokenFailureFacts): GraphFailure {
  return new GraphFailure(tokenProblemText(problem, facts), { code: 190, extras: { error_subcode: problem } });
}

/** No token, or a text that is none: 190 without a subcode, worded differently on the two hosts. */
export function tokenMalformed(login: 'facebook' | 'instagram'): GraphFailure {
  const message =
    login === 'facebook' ? 'Invalid OAuth access token - Cannot parse access token' : 'Invalid OAuth 2.0 Access Token';
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

/** A token that already lives long was offered for exchange. */
export const notShortLived = (): GraphFailure =>
  new GraphFailure(
    'Session key invalid. This could be because the session key has an incorrect format, or because the user has revoked this session',
    { code: 452 },
  );

/** `Friday, 20-Nov-26 03:00:00 PST`, as the platform writes it. */
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
