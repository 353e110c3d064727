/**
 * Every command in the order of help, each with its one line. Apart from the commands, so that help of the program loads
 * none of them.
 */
export const SUMMARIES = {
  demo: 'Collect a demo account and bucket from simulators: no account, no configuration.',
  init: 'Write a configuration and an env file; asks at a terminal for what no option says.',
  accounts: 'List the Instagram accounts the configured token can read.',
  validate:
    'Check what a collection needs: settings, token, permissions, app, account, bucket, folders, output folder.',
  collect: 'Collect the account and the bucket, and write the documents.',
  keep: "Keep what the platform does not: the stories of the last 24 hours, and competitors' public counts.",
  inventory: 'The bucket alone, by a listing, an inventory report or BigQuery.',
  search: 'Find files by name, pattern, kind, size or age.',
  report: 'One HTML page for people, from documents on the disk.',
  brief: 'What a model needs to plan videos, as one text within a token budget.',
  mcp: 'Serve the tools, the brief and a planning prompt to assistants over the Model Context Protocol.',
  token: 'What is known of the access token, or a new one for it.',
} as const;
