/** The extras an error body may carry beside message, type and code. */
interface FailureExtras {
  readonly error_subcode?: number;
  readonly is_transient?: boolean;
  readonly error_user_title?: string;
  readonly error_user_msg?: string;
  readonly error_data?: unknown;
}

/** An error the platform would answer with. Thrown inside the simulator, turned into a reply at its edge. */
export class GraphFailure extends Error {
  override readonly name: string = 'GraphFailure';
  readonly status: number;
  readonly type: string;
  /** `null` for the one body without a code: a batch that is too large. */
  readonly code: number | null;
  readonly extras: FailureExtras;

  constructor(message: string, details: FailureDetails) {
    super(message);
    this.status = details.status ?? 400;
    this.type = details.type ?? 'OAuthException';
    this.code = details.code;
    this.extras = details.extras ?? {};
  }

  /** `100`, `190/463`: the word used in the counts. */
  get word(): string {
    const { error_subcode: subcode } = this.extras;
    const code = this.code === null ? this.type : String(this.code);
    return subcode === undefined ? code : `${code}/${String(subcode)}`;
  }

  /** Makes the body. graph.instagram.com gives nearly every error the type `IGApiException`. */
  toBody(login: 'facebook' | 'instagram', trace: string): Readonly<Record<string, unknown>> {
    const type = login === 'instagram' ? 'IGApiException' : this.type;
    return {
      error: {
        message: this.message,
        type,
        ...(this.code === null ? {} : { code: this.code }),
        ...this.extras,
        fbtrace_id: trace,
      },
    };
  }
}

/** What a {@link GraphFailure} is made of. */
interface FailureDetails {
  readonly code: number | null;
  /** @default 400 */
  readonly status?: number | undefined;
  /** @default 'OAuthException' */
  readonly type?: string | undefined;
  readonly extras?: FailureExtras | undefined;
}

/**
 * Makes the error of a field that does not exist. Error texts and bodies as documented or seen. Where no source gives a
 * text the comment says so.
 */

export const nonexistingField = (name: string): GraphFailure =>
  new GraphFailure(`(#100) Tried accessing nonexisting field (${name})`, { code: 100 });

export const duplicateField = (name: string, at: number, source: string): GraphFailure =>
  new GraphFailure(
    `Syntax error "Field ${name} specified more than once. This is only possible before version 2.1" at character ${String(at)}: ${source}`,
    { code: 2500 },
  );

/**
 * Makes the error of a syntax mistake. Known from duplicate fields only; the wording for other mistakes is by analogy.
 */
export const syntaxError = (what: string, at: number, source: string): GraphFailure =>
  new GraphFailure(`Syntax error "${what}" at character ${String(at)}: ${source}`, { code: 2500 });

export const oneOf = (parameter: string, names: readonly string[]): GraphFailure =>
  new GraphFailure(`(#100) ${parameter} must be one of the following values: ${names.join(', ')}`, { code: 100 });

/**
 * Makes the error of a missing parameter. Seen on graph.instagram.com without the prefix; graph.facebook.com by analogy
 * with its other texts.
 */
export const parameterRequired = (name: string, login: 'facebook' | 'instagram'): GraphFailure =>
  new GraphFailure(`${login === 'facebook' ? '(#100) ' : ''}The parameter ${name} is required`, { code: 100 });

/** Makes the error of an invalid parameter. No source gives a text for a value of the wrong form. */
export const invalidParameter = (name: string): GraphFailure =>
  new GraphFailure(`(#100) Param ${name} is not valid`, { code: 100 });

/** Makes the error of a removed parameter. No source gives the body for a removed parameter. */
export const removedParameter = (name: string): GraphFailure =>
  new GraphFailure(`(#100) The parameter ${name} is no longer supported`, { code: 100 });

export const metricUnsupported = (metric: string): GraphFailure =>
  new GraphFailure(`(#100) The Media Insights API does not support the ${metric} metric for this media product type.`, {
    code: 100,
  });

export const impressionsRetired = (): GraphFailure =>
  new GraphFailure(
    '(#100) Starting from version v22.0 and above, the impressions metric is no longer supported for the queried media.',
    { code: 100 },
  );

export const incompatibleBreakdown = (breakdown: string, metric: string): GraphFailure =>
  new GraphFailure(`(#100) Incompatible breakdowns (${breakdown}) for metric (${metric})`, { code: 100 });

export const incompatiblePeriod = (period: string, metric: string): GraphFailure =>
  new GraphFailure(`(#100) The following periods (${period}) are incompatible with the metric (${metric})`, {
    code: 100,
  });

export const metricTypeRequired = (metrics: readonly string[], type: string): GraphFailure =>
  new GraphFailure(
    `(#100) The following metrics (${metrics.join(', ')}) should be specified with parameter metric_type=${type}`,
    { code: 100 },
  );

export const rangeTooWide = (): GraphFailure =>
  new GraphFailure('(#100) There cannot be more than 30 days (2592000 s) between since and until.', { code: 100 });

export const followerCountTooOld = (): GraphFailure =>
  new GraphFailure(
    '(#100) (follower_count) metric only supports querying data for the last 30 days excluding the current day',
    { code: 100 },
  );

export const notCrossposted = (): GraphFailure =>
  new GraphFailure('Fatal', { code: -1, extras: { error_subcode: 2_207_086, is_transient: false } });

export const beforeConversion = (): GraphFailure =>
  new GraphFailure('Invalid parameter', {
    code: 100,
    extras: {
      error_data: { blame_field_specs: [['']] },
      error_subcode: 2_108_006,
      is_transient: false,
      error_user_title: 'Media posted before business account conversion',
      error_user_msg:
        "The media was posted before the most recent time that the user's account was converted to a business account from a personal account.",
    },
  });

export const notEnoughViewers = (): GraphFailure =>
  new GraphFailure('(#10) Not enough viewers for the media to show insights', { code: 10 });

export const permissionDenied = (): GraphFailure =>
  new GraphFailure('(#10) Application does not have permission for this action', { code: 10 });

export const scopeRequired = (scope: string): GraphFailure =>
  new GraphFailure(`(#200) Requires extended permission: ${scope}`, { code: 200, status: 403 });

export const capabilityMissing = (): GraphFailure =>
  new GraphFailure('(#3) Application does not have the capability to make this API call.', { code: 3 });

export const objectMissing = (id: string, method = 'get'): GraphFailure =>
  new GraphFailure(
    `Unsupported ${method} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation. Please read the Graph API documentation at https://developers.facebook.com/docs/graph-api`,
    { code: 100, type: 'GraphMethodException', extras: { error_subcode: 33 } },
  );

/** Makes the error of a post that is still listed and cannot be read. The text of 24/2207006 is from memory. */
export function goneFailure(
  code: '100/33' | '803' | '24/2207006',
  id: string,
  login: 'facebook' | 'instagram',
): GraphFailure {
  if (code === '100/33') return objectMissing(id);
  if (code === '803') return aliasMissing(id, login);
  const extras = { error_subcode: 2_207_006, is_transient: false, error_user_title: 'Media Not Found' };
  return new GraphFailure('The requested resource does not exist', { code: 24, extras });
}

/**
 * Makes the error of a field of another kind of node. Seen: AceDataCloud/Skills#548, a Page token at `me/accounts`
 * (checked 2026-11-27).
 */
export const nonexistingFieldOn = (name: string, node: string): GraphFailure =>
  new GraphFailure(`(#100) Tried accessing nonexisting field (${name}) on node type (${node})`, { code: 100 });

/** Makes the error of a token that cannot be refreshed. Seen: stevenschobert/instafeed.js#654 (checked 2026-11-27). */
export const refreshUnsupported = (): GraphFailure =>
  new GraphFailure('Unsupported request - method type: get', { code: 100 });

/** Makes the error for an id that is no number. The text differs between the hosts. */
export const aliasMissing = (alias: string, login: 'facebook' | 'instagram'): GraphFailure =>
  login === 'facebook'
    ? new GraphFailure(`(#803) Some of the aliases you requested do not exist: ${alias}`, { code: 803 })
    : new GraphFailure(
        `Object with ID '${alias}' does not exist, cannot be loaded due to missing permissions, or does not support this operation`,
        { code: 803 },
      );

/** Makes the error of an unknown version. No source gives the body for a version that was never released. */
export const unknownVersion = (path: string): GraphFailure =>
  new GraphFailure(`Unknown path components: ${path}`, { code: 2500 });

export const viewCountOutside = (): GraphFailure =>
  new GraphFailure('(#36104) You do not have permission to access this field outside of the Business Discovery API.', {
    code: 36_104,
  });

export const notVideo = (): GraphFailure =>
  new GraphFailure('Video content was not found.', { code: 9005, extras: { error_subcode: 1_452_042 } });

export const usernameMissing = (username: string): GraphFailure =>
  new GraphFailure('Invalid user id', {
    code: 110,
    extras: {
      error_subcode: 2_207_013,
      is_transient: false,
      error_user_title: 'Cannot find User',
      error_user_msg: `The user with username: ${username} cannot be found.`,
    },
  });

export const hashtagLimit = (): GraphFailure =>
  new GraphFailure('This API call could not be completed due to resource limits', {
    code: 18,
    extras: { error_subcode: 2_207_034, is_transient: false },
  });

export const reduceData = (): GraphFailure =>
  new GraphFailure("Please reduce the amount of data you're asking for, then retry your request", {
    code: 1,
    status: 500,
  });

export const batchTooLarge = (): GraphFailure =>
  new GraphFailure('Too many requests in batch message. Maximum batch size is 50', {
    code: null,
    type: 'GraphBatchException',
  });
