import { inspect } from 'node:util';

import { fc, test } from '@fast-check/vitest';
import { describe, expect, it } from 'vitest';

import type { GraphApiError } from '../../../src/base/errors.ts';
import { Redactor } from '../../../src/base/redact.ts';
import type { RequestContext } from '../../../src/graph/error-table.ts';
import {
  findNamed,
  type GraphAnswer,
  invalidAnswer,
  isBeforeBusinessAccount,
  isMissingPermission,
  isNotCrossposted,
  isRefusedToken,
  isRequestRefused,
  isTooFewViewers,
  isTooMuchData,
  isUnknownMetric,
  malformed,
  readGraphError,
  readMetricRefusal,
  readRefusedField,
  timedOutItem,
} from '../../../src/graph/graph-error.ts';
import { fixture } from './fixtures.ts';

const NOW = Date.parse('2026-11-22T12:00:00Z');

function read(answer: Partial<GraphAnswer>): GraphApiError | null {
  return readGraphError(
    { status: 400, body: undefined, retryAfterMs: null, attempt: 1, now: NOW, ...answer },
    new Redactor(),
  );
}

function classify(answer: Partial<GraphAnswer>): string {
  const error = read(answer);
  return error === null ? 'no error' : `${error.kind} ${error.retryable ? 'again' : 'final'} ${error.code}`;
}

const body = (code: number, extras: Record<string, unknown> = {}): unknown => ({
  error: { message: 'Something', type: 'OAuthException', code, fbtrace_id: 'ATrace', ...extras },
});

describe('every recorded error body', () => {
  it.each([
    ['error-1-reduce-data', 'invalid_request final graph:1'],
    ['error-1-unknown', 'transient again graph:1'],
    ['error-10-permission', 'permission final graph:10'],
    ['error-10-story-not-enough-viewers', 'unsupported final graph:10'],
    ['error-100-2108006-before-conversion', 'unsupported final graph:100/2108006'],
    ['error-100-33-object-missing', 'not_found final graph:100/33'],
    ['error-100-appsecret-proof-invalid', 'auth final graph:100'],
    ['error-100-appsecret-proof-required', 'auth final graph:100'],
    ['error-100-follower-count-too-old', 'unsupported final graph:100'],
    ['error-100-impressions-retired', 'unsupported final graph:100'],
    ['error-100-incompatible-breakdown', 'unsupported final graph:100'],
    ['error-100-incompatible-period', 'unsupported final graph:100'],
    ['error-100-instagram-login-parameter', 'invalid_request final graph:100'],
    ['error-100-metric-type-required', 'unsupported final graph:100'],
    ['error-100-metric-unsupported-for-product-type', 'unsupported final graph:100'],
    ['error-100-nonexisting-field', 'unsupported final graph:100'],
    ['error-100-range-too-wide', 'invalid_request final graph:100'],
    ['error-100-unknown-metric', 'unsupported final graph:100'],
    ['error-110-2207013-username-not-found', 'not_found final graph:110/2207013'],
    ['error-17-user-limit', 'rate_limit again graph:17'],
    ['error-18-2207034-hashtag-limit', 'quota final graph:18/2207034'],
    ['error-190-458-app-removed', 'auth final graph:190/458'],
    ['error-190-459-checkpoint', 'auth final graph:190/459'],
    ['error-190-460-password-changed', 'auth final graph:190/460'],
    ['error-190-463-expired', 'auth final graph:190/463'],
    ['error-190-467-invalidated', 'auth final graph:190/467'],
    ['error-190-instagram-login', 'auth final graph:190'],
    ['error-190-malformed', 'auth final graph:190'],
    ['error-2-service-temporary', 'transient again graph:2'],
    ['error-200-permission', 'permission final graph:200'],
    ['error-2500-duplicate-field', 'invalid_request final graph:2500'],
    ['error-3-capability', 'permission final graph:3'],
    ['error-32-page-limit', 'rate_limit again graph:32'],
    ['error-36104-view-count', 'unsupported final graph:36104'],
    ['error-368-temporarily-blocked', 'permission final graph:368'],
    ['error-4-app-limit', 'rate_limit again graph:4'],
    ['error-429-empty', 'rate_limit again http:429'],
    ['error-613-custom-limit', 'rate_limit again graph:613'],
    ['error-80002-instagram-buc', 'rate_limit again graph:80002'],
    ['error-803-object-missing-ig-login', 'not_found final graph:803'],
    ['error-9005-1452042-not-video', 'unsupported final graph:9005/1452042'],
    ['error-batch-too-large', 'invalid_request final http:400'],
    ['error-instagram-oauth', 'auth final http:400'],
    ['error-minus1-2207001-server', 'transient again graph:-1/2207001'],
    ['error-minus1-2207086-not-crossposted', 'unsupported final graph:-1/2207086'],
  ])('%s is %s', (name, expected) => {
    const { status, body: recorded } = fixture(name);
    expect(classify({ status, body: recorded })).toBe(expected);
  });

  it('takes the same kind from the status of another host or server: only codes and texts decide', () => {
    for (const status of [200, 400, 401, 403, 500]) {
      expect(classify({ status, body: fixture('error-190-463-expired').body })).toBe('auth final graph:190/463');
      expect(classify({ status, body: fixture('error-10-permission').body })).toBe('permission final graph:10');
      expect(classify({ status, body: fixture('error-80002-instagram-buc').body })).toBe(
        'rate_limit again graph:80002',
      );
    }
  });

  it('does not look at the type: graph.instagram.com calls nearly everything IGApiException', () => {
    expect(classify({ body: body(80_002, { type: 'IGApiException' }) })).toBe('rate_limit again graph:80002');
    expect(classify({ body: body(190, { type: 'IGApiException', error_subcode: 463 }) })).toBe(
      'auth final graph:190/463',
    );
  });
});

describe('codes without a recorded body', () => {
  it.each([
    [body(102), 'auth final graph:102'],
    [body(190, { error_subcode: 464 }), 'auth final graph:190/464'],
    [body(190, { error_subcode: 490 }), 'auth final graph:190/490'],
    [body(190, { error_subcode: 492 }), 'auth final graph:190/492'],
    [body(341), 'rate_limit again graph:341'],
    [body(80_001), 'rate_limit again graph:80001'],
    [body(80_006), 'rate_limit again graph:80006'],
    [body(80_014), 'rate_limit again graph:80014'],
    [body(80_015), 'invalid_request final graph:80015'],
    [body(4, { error_subcode: 2_207_051 }), 'permission final graph:4/2207051'],
    [body(25, { error_subcode: 2_207_050 }), 'permission final graph:25/2207050'],
    [body(299), 'permission final graph:299'],
    [body(300), 'invalid_request final graph:300'],
    [body(24, { error_subcode: 2_207_006 }), 'not_found final graph:24/2207006'],
    [body(9, { error_subcode: 2_207_042 }), 'quota final graph:9/2207042'],
    [body(-2, { error_subcode: 2_207_003 }), 'transient again graph:-2/2207003'],
    [body(77, { is_transient: true }), 'transient again graph:77'],
    [body(1), 'transient again graph:1'],
    [body(2), 'transient again graph:2'],
    [body(-1), 'invalid_request final graph:-1'],
    [body(5, { error_subcode: 2_207_001 }), 'invalid_request final graph:5/2207001'],
    [body(100, { error_subcode: 2_108_006, message: 'Ungültiger Parameter' }), 'unsupported final graph:100/2108006'],
  ])('%o is %s', (recorded, expected) => {
    expect(classify({ body: recorded })).toBe(expected);
  });

  it('tells a throttle that calls itself transient from an error of the moment', () => {
    expect(classify({ status: 403, body: body(4, { is_transient: true }) })).toBe('rate_limit again graph:4');
  });

  it('takes an unlisted code of a failing server for an error of the moment', () => {
    expect(classify({ status: 500, body: body(12_345) })).toBe('transient again graph:12345');
  });

  it('takes an unlisted code for a wrong request, whatever the status beside it', () => {
    expect(classify({ status: 401, body: body(12_345) })).toBe('invalid_request final graph:12345');
  });

  it('keeps the code when the fields beside it are null or of another type', () => {
    const odd = { error_subcode: null, is_transient: null, error_user_title: null, fbtrace_id: 7 };
    expect(classify({ body: body(190, odd) })).toBe('auth final graph:190');
  });
});

describe('answers that are no Graph error', () => {
  it.each([
    [{ status: 429, body: undefined }, 'rate_limit again http:429'],
    [{ status: 429, body: {} }, 'rate_limit again http:429'],
    [{ status: 401, body: undefined }, 'auth final http:401'],
    [{ status: 302, body: undefined }, 'invalid_response final http:302'],
    [{ status: 408, body: undefined }, 'transient again http:408'],
    [{ status: 500, body: undefined }, 'transient again http:500'],
    [{ status: 502, body: undefined }, 'transient again http:502'],
    [{ status: 504, body: undefined }, 'transient again http:504'],
    [{ status: 404, body: undefined }, 'invalid_response final http:404'],
    [{ status: 400, body: { data: [] } }, 'invalid_response final http:400'],
    [{ status: 200, body: undefined }, 'no error'],
    [{ status: 200, body: { data: [] } }, 'no error'],
    [{ status: 200, body: { error: 'a text of a field named error' } }, 'no error'],
  ])('%o is %s', (answer, expected) => {
    expect(classify(answer)).toBe(expected);
  });

  it('are told by what stands between: a gateway, or what redirects', () => {
    const remedies = [502, 302, 404].map((status) => read({ status })?.remedy);
    expect(remedies).toEqual([
      expect.stringContaining('gateway failed'),
      expect.stringContaining('redirected'),
      expect.stringContaining('no Graph error'),
    ]);
  });

  it('finds the error inside a 200', () => {
    expect(classify({ status: 200, body: body(2) })).toBe('transient again graph:2');
  });
});

describe('the setting to blame', () => {
  const remedyOf = (
    message: string,
    code: number,
    asked: Partial<RequestContext> = {},
    extras: object = {},
  ): string | null =>
    readGraphError(
      { status: 400, body: body(code, { message, ...extras }), retryAfterMs: null, attempt: 1, now: NOW },
      new Redactor(),
      { login: 'facebook', tokenLogin: null, isAccount: false, ...asked },
    )?.remedy ?? null;

  it.each([
    ['Error validating application. Cannot get application info due to a system error.', 101],
    ['Error validating client secret.', 1],
    ['Error validating client secret.', 100],
    ['Invalid Client ID', 100],
    ['Invalid application ID', 190],
  ])('is the app for %j (%i)', (message, code) => {
    expect(remedyOf(message, code)).toMatch(/appId and the appSecret/);
  });

  it('is the login for a token of the other one, and the token for one of this or of an unknown beginning', () => {
    const message = 'Invalid OAuth access token - Cannot parse access token';
    expect(remedyOf(message, 190, { tokenLogin: 'instagram' })).toMatch(/^Configure login: 'instagram'/);
    expect(remedyOf(message, 190, { login: 'instagram', tokenLogin: 'facebook' })).toMatch(
      /^Configure login: 'facebook'/,
    );
    expect(remedyOf(message, 190, { tokenLogin: 'facebook' })).not.toContain('login:');
    expect(remedyOf(message, 190)).not.toContain('login:');
    expect(remedyOf('expired', 190, { tokenLogin: 'instagram' }, { error_subcode: 463 })).toContain('expired');
  });

  it('is the token of a Page, and else the id of what is no Instagram object', () => {
    const page = (field: string): string => `(#100) Tried accessing nonexisting field (${field}) on node type (Page)`;
    expect(remedyOf(page('accounts'), 100)).toMatch(/accessToken with the token of a user of the Page/);
    expect(remedyOf(page('media'), 100)).toMatch(/Facebook Page.*check userId/);
    const own = '(#100) Tried accessing nonexisting field (thing) on node type (IGUser)';
    expect(remedyOf(own, 100)).toMatch(/Leave the named metric or field out/);
    const user = own.replace('IGUser', 'User');
    expect(remedyOf(user, 100)).toMatch(/Facebook User/);
    expect(remedyOf(user, 100, { login: 'instagram' })).toMatch(/Leave the named/);
  });

  it('is userId when the account itself is not there, and the object else', () => {
    for (const [code, extras] of [
      [100, { error_subcode: 33 }],
      [803, {}],
      [110, {}],
      [24, { error_subcode: 2207006 }],
    ] as const) {
      expect(remedyOf('Object does not exist', code, { isAccount: true }, extras)).toMatch(
        /userId.*findInstagramAccounts/,
      );
      expect(remedyOf('Object does not exist', code, {}, extras)).not.toContain('userId');
    }
  });

  it.each([
    ['Unknown path components: /v99.0/17841400000000001', 2500],
    ['(#2635) You are calling a deprecated version of the API', 2635],
    ['Invalid API version', 100],
    ['(#100) Version v99.0 is not supported', 100],
    ['An unknown version v99.0 was requested', 2500],
    ['(#12) This field is deprecated for version v25.0 and higher', 12],
  ])('is apiVersion for %j', (message, code) => {
    expect(remedyOf(message, code)).toContain('apiVersion');
  });

  it('is not apiVersion for a path that merely does not exist', () => {
    expect(remedyOf('Unknown path components: /insightz', 2500)).not.toContain('apiVersion');
  });
});

describe('what a throttle says about the wait', () => {
  it('takes what the headers asked for, and names the moment to come back', () => {
    const error = read({ body: body(80_002), retryAfterMs: 12 * 60_000 });
    expect(error?.retryAfterMs).toBe(720_000);
    expect(error?.remedy).toContain('2026-11-22T12:12:00Z');
  });

  it('doubles from one minute when nothing is said', () => {
    // 1 min × 2^(attempt − 1): 1, 2, 4 minutes.
    const waits = [1, 2, 3].map((attempt) => read({ status: 429, attempt })?.retryAfterMs);
    expect(waits).toEqual([60_000, 120_000, 240_000]);
  });

  it('gives no wait to an error of another kind', () => {
    expect(read({ body: body(2), retryAfterMs: 5_000 })?.retryAfterMs).toBeNull();
  });
});

describe('what an error carries', () => {
  it('has codes, trace and status as data and the user title in the message', () => {
    const error = read({ status: 400, body: fixture('error-100-2108006-before-conversion').body });
    expect(error).toMatchObject({ status: 400, graphCode: 100, graphSubcode: 2_108_006, traceId: 'AFixtureTrace0001' });
    expect(error?.message).toContain('Media posted before business account conversion');
  });

  it('has what the other shape of an error says', () => {
    expect(read({ body: fixture('error-instagram-oauth').body })?.message).toMatch(/^Instagram: \w.* \(http:400\)$/);
  });

  it('shows no token that the platform put into its text', () => {
    const redactor = new Redactor().add('a-token-of-some-length');
    const recorded = body(190, { message: 'Malformed access token a-token-of-some-length' });
    const error = readGraphError({ status: 400, body: recorded, retryAfterMs: null, attempt: 1, now: NOW }, redactor);
    expect(error?.message).toBe('Graph: Malformed access token [redacted] (graph:190)');
  });

  it('shows no token in an id either', () => {
    const redactor = new Redactor().add('a-token-of-some-length');
    const recorded = body(190, { fbtrace_id: 'Aa-token-of-some-length' });
    const error = readGraphError({ status: 400, body: recorded, retryAfterMs: null, attempt: 1, now: NOW }, redactor);
    expect(JSON.stringify(error)).not.toContain('a-token-of-some-length');
    expect(inspect(error)).not.toContain('a-token-of-some-length');
    expect(error?.traceId).toBe('A[redacted]');
  });

  it('has a remedy of its own for each way a token ends', () => {
    const remedies = [458, 459, 460, 463].map(
      (subcode) => read({ body: body(190, { error_subcode: subcode }) })?.remedy,
    );
    expect(new Set(remedies).size).toBe(4);
  });

  it('does not advise on hashtags when the quota of publishing is used up', () => {
    expect(read({ body: body(9, { error_subcode: 2_207_042 }) })?.remedy).not.toContain('hashtag');
  });
});

function errorOf(body: unknown, status = 400): GraphApiError {
  const error = readGraphError({ status, body, retryAfterMs: null, attempt: 1, now: 0 }, new Redactor());
  if (error === null) throw new Error('That is no error body.');
  return error;
}

const recorded = (name: string): GraphApiError => errorOf(fixture(name).body, fixture(name).status);
const refused = (message: string): GraphApiError => errorOf({ error: { message, type: 'OAuthException', code: 100 } });

describe('conditions that share a code with something else', () => {
  it('tells "reduce the amount of data" from the other code 1', () => {
    expect(isTooMuchData(recorded('error-1-reduce-data'))).toBe(true);
    expect(isTooMuchData(recorded('error-1-unknown'))).toBe(false);
  });

  it('tells too few viewers from a missing permission', () => {
    expect(isTooFewViewers(recorded('error-10-story-not-enough-viewers'))).toBe(true);
    expect(isTooFewViewers(recorded('error-10-permission'))).toBe(false);
  });

  it('tells a post that is not crossposted from a server that stumbles', () => {
    expect(isNotCrossposted(recorded('error-minus1-2207086-not-crossposted'))).toBe(true);
    expect(isNotCrossposted(recorded('error-minus1-2207001-server'))).toBe(false);
  });

  it('knows a post from before the business account by its subcode, not its text', () => {
    expect(isBeforeBusinessAccount(recorded('error-100-2108006-before-conversion'))).toBe(true);
    expect(isBeforeBusinessAccount(refused('Media posted before business account conversion'))).toBe(false);
  });
});

describe('isRequestRefused', () => {
  it('holds for what a smaller request may pass', () => {
    const names = ['error-100-unknown-metric', 'error-10-permission', 'error-2500-duplicate-field'];
    for (const name of [...names, 'error-100-33-object-missing', 'error-803-object-missing-ig-login']) {
      expect(isRequestRefused(recorded(name))).toBe(true);
    }
  });

  it('does not hold where nothing else can pass either', () => {
    for (const name of ['error-190-463-expired', 'error-80002-instagram-buc', 'error-2-service-temporary']) {
      expect(isRequestRefused(recorded(name))).toBe(false);
    }
    expect(isRequestRefused(new Error('a bug'))).toBe(false);
  });
});

describe('any error body', () => {
  const field = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null), fc.object());
  const anyBody = fc.record(
    {
      error: fc.record(
        {
          message: fc.oneof(fc.string(), field),
          code: fc.oneof(fc.constantFrom(1, 2, 4, 10, 17, 100, 101, 190, 200, 803, 80_002), field),
          error_subcode: fc.oneof(fc.constantFrom(33, 463, 2_108_006), field),
          is_transient: field,
          error_user_title: field,
          fbtrace_id: fc.oneof(fc.constant('secret-token-value'), field),
        },
        { requiredKeys: [] },
      ),
    },
    { requiredKeys: [] },
  );

  test.prop([fc.integer({ min: 200, max: 599 }), fc.oneof(anyBody, fc.jsonValue()), fc.boolean()])(
    'is no error or one of ours with a remedy, a stable code and no secret',
    (status, recorded, isAccount) => {
      const redactor = new Redactor().add('secret-token-value');
      const answer = { status, body: recorded, retryAfterMs: null, attempt: 1, now: NOW };
      const error = readGraphError(answer, redactor, { login: 'facebook', tokenLogin: 'instagram', isAccount });
      if (error === null) return;
      expect(error.remedy).not.toBe('');
      expect(error.code).toMatch(/^(?:graph|http):/);
      expect(JSON.stringify(error.toIssue())).not.toContain('secret-token-value');
      expect(inspect(error)).not.toContain('secret-token-value');
    },
  );
});

describe("errors of answers that are none of Graph's", () => {
  it('say whether to try again', () => {
    expect(invalidAnswer('No.', 'page', 'Look.')).toMatchObject({
      ...{ message: 'No.', kind: 'invalid_response', code: 'graph:page', remedy: 'Look.' },
      ...{ retryable: false, status: null },
    });
    expect(malformed('a web page')).toMatchObject({
      ...{ message: 'Graph answered with a web page.', kind: 'invalid_response', code: 'graph:malformed' },
      retryable: true,
    });
    expect(timedOutItem()).toMatchObject({
      ...{ kind: 'transient', code: 'graph:batch_item_timeout', retryable: true, status: null },
    });
  });
});

describe('the status of an answer without a body', () => {
  it.each([
    [199, 'invalid_response final http:199'],
    [200, 'no error'],
    [299, 'no error'],
    [300, 'invalid_response final http:300'],
    [399, 'invalid_response final http:399'],
    [400, 'invalid_response final http:400'],
    [401, 'auth final http:401'],
    [403, 'invalid_response final http:403'],
    [404, 'invalid_response final http:404'],
    [408, 'transient again http:408'],
    [429, 'rate_limit again http:429'],
    [499, 'invalid_response final http:499'],
    [500, 'transient again http:500'],
  ])('%i: %s', (status, expected) => {
    expect(classify({ status, body: undefined })).toBe(expected);
  });
});

describe('a refused token', () => {
  it('is code 190 alone', () => {
    expect(isRefusedToken(read({ status: 400, body: body(190) }))).toBe(true);
    expect(isRefusedToken(read({ status: 400, body: body(102) }))).toBe(false);
    expect(isRefusedToken(read({ status: 401 }))).toBe(false);
    expect(isRefusedToken(Object.assign(new Error('x'), { kind: 'auth', graphCode: 190 }))).toBe(false);
  });

  it('lacks a scope with codes of its own', () => {
    expect(isMissingPermission(read({ status: 403, body: body(200) }))).toBe(true);
    expect(isMissingPermission(read({ status: 403, body: body(368) }))).toBe(false);
    expect(isMissingPermission(read({ status: 403 }))).toBe(false);
    expect(isMissingPermission(null)).toBe(false);
  });
});

describe('readMetricRefusal', () => {
  it('finds the metrics that the allowed list lacks, wherever they stand among the asked ones', () => {
    const refusal = readMetricRefusal(recorded('error-100-unknown-metric'), [
      'reach',
      'plays',
      'views',
      'tomorrows_metric',
    ]);
    expect(refusal).toEqual(['plays', 'tomorrows_metric']);
  });

  it('finds the one metric a product type does not support, and no other whose name only contains it', () => {
    const error = recorded('error-100-metric-unsupported-for-product-type');
    expect(readMetricRefusal(error, ['reach', 'views', 'facebook_views'])).toEqual(['views']);
  });

  it('finds the metric a version no longer supports', () => {
    expect(readMetricRefusal(recorded('error-100-impressions-retired'), ['impressions', 'reach'])).toEqual([
      'impressions',
    ]);
  });

  it('finds the metric of an impossible breakdown, period or range', () => {
    const found = [
      ['error-100-incompatible-breakdown', 'views'],
      ['error-100-incompatible-period', 'online_followers'],
      ['error-100-follower-count-too-old', 'follower_count'],
      ['error-100-metric-type-required', 'profile_views'],
    ] as const;
    for (const [name, metric] of found) {
      expect(readMetricRefusal(recorded(name), ['reach', metric])).toEqual([metric]);
    }
  });

  it.each([
    ['(#100) The metric shares is not supported for this media type', ['shares']],
    ['(#100) The shares metric is not supported for this media product type', ['shares']],
    ['(#100) The metrics "shares, saved" are not available for this object', ['shares', 'saved']],
    ['(#100) Unsupported metric: shares', ['shares']],
    ['(#100) Invalid metric (saved)', ['saved']],
    ['(#100) The metric tomorrows is not supported', []],
  ])('finds the metrics of %j', (message, rejected) => {
    expect(readMetricRefusal(refused(message), ['reach', 'shares', 'saved', 'supported'])).toEqual(rejected);
  });

  it('finds several metrics named in one list', () => {
    const error = refused(
      '(#100) The following metrics (likes, saves) should be specified with parameter metric_type=total_value',
    );
    expect(readMetricRefusal(error, ['likes', 'reach', 'saves'])).toEqual(['likes', 'saves']);
  });

  it('blames only the crossposting metrics for a post that is not shared to Facebook', () => {
    const error = recorded('error-minus1-2207086-not-crossposted');
    expect(readMetricRefusal(error, ['reach', 'crossposted_views', 'facebook_views'])).toEqual([
      'crossposted_views',
      'facebook_views',
    ]);
  });

  it('names no metric for a text it does not know, so that the caller bisects', () => {
    expect(readMetricRefusal(refused('(#100) Etwas stimmt nicht'), ['reach', 'views'])).toEqual([]);
  });

  it('blames no metric for an allowed list of something else', () => {
    const error = refused('(#100) period must be one of the following values: day, week, days_28, lifetime');
    expect(readMetricRefusal(error, ['reach', 'views'])).toEqual([]);
  });

  it.each([
    'error-100-33-object-missing',
    'error-100-2108006-before-conversion',
    'error-100-appsecret-proof-required',
    'error-10-permission',
    'error-190-463-expired',
    'error-2-service-temporary',
    'error-80002-instagram-buc',
    'error-1-reduce-data',
  ])('does not take %s for a matter of metrics: leaving some out would not help', (name) => {
    expect(readMetricRefusal(recorded(name), ['reach', 'views'])).toBeNull();
  });
});

describe('readRefusedField', () => {
  it('reads the field of the message', () => {
    expect(readRefusedField(recorded('error-100-nonexisting-field'))).toBe('branded_content_partner');
    expect(readRefusedField(recorded('error-100-unknown-metric'))).toBeNull();
  });

  it('reads it also where a code that is not listed says so', () => {
    const error = errorOf({ error: { message: 'Tried accessing nonexisting field (thing)', code: 12_345 } });
    expect([error.kind, readRefusedField(error)]).toEqual(['invalid_request', 'thing']);
  });
});

describe('findNamed', () => {
  const find = (message: string, names = ['like_count', 'views']): string | null => findNamed(refused(message), names);

  it('finds it in either kind of refusal of what was asked for', () => {
    const messages = ['(#100) like_count cannot be had', '(#100) The metric like_count cannot be had'];
    expect(messages.map((message) => [refused(message).kind, find(message)])).toEqual([
      ['invalid_request', 'like_count'],
      ['unsupported', 'like_count'],
    ]);
  });

  it('finds the name that a refusal in unknown words names', () => {
    expect(find('(#100) like_count cannot be asked for')).toBe('like_count');
    expect(find('(#100) Not for this post: "views"')).toBe('views');
    expect(find('(#100) Not for this post: (views)')).toBe('views');
    expect(find('(#100) "views" and like_count', ['views', 'like_count'])).toBe('views');
  });

  it('takes no part of a word, and no word of every day, for a name', () => {
    expect(find('(#100) no_like_count_here')).toBeNull();
    expect(find('(#100) There are no views of it')).toBeNull();
    expect(find('(#100) Not for "reviews"')).toBeNull();
  });

  it('asks only refusals of what was asked for', () => {
    expect(findNamed(recorded('error-100-33-object-missing'), ['object'])).toBeNull();
    expect(findNamed(errorOf({ error: { message: 'No "views"', code: 190 } }), ['views'])).toBeNull();
    expect(findNamed(errorOf({ error: { message: 'No "views"', code: 10 } }), ['views'])).toBeNull();
  });
});

describe('isUnknownMetric', () => {
  it('tells a metric the server does not know by the list of those it does', () => {
    expect(isUnknownMetric(recorded('error-100-unknown-metric'))).toBe(true);
    expect(isUnknownMetric({ message: 'metric must be one of the following values: reach' })).toBe(true);
    expect(isUnknownMetric(recorded('error-100-impressions-retired'))).toBe(false);
  });
});

describe('a refusal that is no matter of fields', () => {
  it('names none, whatever it says', () => {
    expect(readRefusedField(errorOf({ error: { message: 'nonexisting field (views)', code: 190 } }))).toBeNull();
  });
});
