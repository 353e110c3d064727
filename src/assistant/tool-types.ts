import type { GenericSchema } from 'valibot';

import type { IssueKind } from '../base/issues.ts';

/** A JSON Schema (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a tool answers. Nothing is thrown but the reason of an abort. */
export type ToolResult =
  | {
      ok: true;
      data: Record<string, unknown>;
      /** Whether there is more than `data` holds; `next_cursor` or `data.how_to_get` says how to have it. */
      truncated: boolean;
      next_cursor: string | null;
      /** Of the whole result as JSON. */
      estimated_tokens: number;
    }
  | { ok: false; error: ToolError };

/** What went wrong, in words a model can act on. */
export interface ToolError {
  kind: IssueKind | 'internal';
  message: string;
  remedy: string | null;
  retryable: boolean;
}

/** What a call of a tool can be given. */
export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
}

/** One read-only tool, as every vendor's format can be made of. */
export interface AssistantTool {
  readonly name: string;
  readonly title: string;
  /** When to use it, when not, and what it costs. */
  readonly description: string;
  /** A valibot schema, and with it a Standard Schema. */
  readonly inputSchema: GenericSchema<Record<string, unknown>, object>;
  readonly inputJsonSchema: JsonSchema;
  /** Every property required, nullable instead of optional, nothing else allowed. */
  readonly strictInputJsonSchema: JsonSchema;
  /** Of `data`. */
  readonly outputSchema: GenericSchema<Record<string, unknown>>;
  /** Of the whole result, success or failure. */
  readonly resultSchema: GenericSchema<Record<string, unknown>>;
  /** Of the whole result: what `outputSchema` of an MCP tool describes. */
  readonly outputJsonSchema: JsonSchema;
  readonly annotations: {
    readonly title: string;
    readonly readOnlyHint: true;
    readonly destructiveHint: false;
    readonly idempotentHint: true;
    /** Whether it may ask a platform. */
    readonly openWorldHint: boolean;
  };
  /** @throws only the reason of an abort */
  execute(input: unknown, options?: ExecuteOptions): Promise<ToolResult>;
}
