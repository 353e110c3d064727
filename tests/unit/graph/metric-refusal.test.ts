import { describe, expect, it } from 'vitest';
import type { GraphApiError } from '../../../src/base/errors.ts';
import { Redactor } from '../../../src/base/redact.ts';
import { readGraphError } from '../../../src/graph/graph-error.ts';
import { findNamed, isUnknownMetric, readMetricRefusal, readRefusedField } from '../../../src/graph/metric-refusal.ts';
import { fixture } from './fixtures.ts';

function errorOf(body: unknown, status = 400): GraphApiError {
  const error = readGraphError({ status, body, retryAfterMs: null, attempt: 1, now: 0 }, new Redactor());
  if (error === null) throw new Error('That is no error body.');
  return error;
}

const recorded = (name: string): GraphApiError => errorOf(fixture(name).body, fixture(name).status);
const refused = (message: string): GraphApiError => errorOf({ error: { message, type: 'OAuthException', code: 100 } });

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
});

describe('findNamed', () => {
  const find = (message: string, names = ['like_count', 'views']): string | null => findNamed(refused(message), names);

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
