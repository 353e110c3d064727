/** The part of Standard Schema, and of its JSON Schema extension, that the tools' schemas carry (standardschema.dev, 2026-11-22). */
export interface StandardSchemaV1 {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    /** The value, or what is wrong with it. */
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>;
    readonly jsonSchema: {
      /** JSON Schema of what is taken. */
      readonly input: (options: { readonly target: string }) => Record<string, unknown>;
      /** JSON Schema of what is given. */
      readonly output: (options: { readonly target: string }) => Record<string, unknown>;
    };
  };
}

/** A value that fits, or the issues of one that does not. */
export type StandardResult =
  | { readonly value: unknown; readonly issues?: undefined }
  | {
      readonly issues: readonly {
        readonly message: string;
        readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
      }[];
    };
