/** The extras an error body may carry beside message, type and code. */
export interface FailureExtras {
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

  /** The body. graph.instagram.com gives nearly every error the type `IGApiException`. */
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
export interface FailureDetails {
  readonly code: number | null;
  /** @default 400 */
  readonly status?: number | undefined;
  /** @default 'OAuthException' */
  readonly type?: string | undefined;
  readonly extras?: FailureExtras | undefined;
}
