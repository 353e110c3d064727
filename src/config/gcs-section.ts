import { resolve } from 'node:path';

import * as v from 'valibot';

import type { GcsConfig } from '../runtime/gcs-config.ts';
import { readSection, type SettingHelp, type SettingsSource } from './read-section.ts';
import { flag, httpAddress, text, textList } from './setting-schemas.ts';

const ENTRIES = {
  gcs_bucket: v.pipe(text, v.regex(/^[^\s/:]+$/)),
  gcs_api_key_path: v.optional(text),
  gcs_folders: v.optional(textList),
  gcs_draft_folder: v.optional(text),
  gcs_project_id: v.optional(text),
  gcs_user_project: v.optional(text),
  gcs_api_endpoint: v.optional(httpAddress),
  gcs_use_auth: v.optional(flag),
  gcs_ignore: v.optional(textList),
};

const HELP = {
  gcs_bucket: { remedy: 'Write the name of the bucket alone, without gs:// and without a folder.', show: true },
  gcs_api_key_path: { remedy: "Write the path of a service account's key file, or leave it out." },
  gcs_folders: { remedy: 'Write a list of texts: ["videos", "images"]; leave it out for the whole bucket.' },
  gcs_draft_folder: { remedy: 'Write the path of a folder in the bucket.' },
  gcs_project_id: { remedy: 'Write the id of the project as a text.' },
  gcs_user_project: { remedy: 'Write the id of the project that is billed as a text.' },
  gcs_api_endpoint: { remedy: 'Write an http or https address without credentials and query, or leave it out.' },
  gcs_use_auth: { remedy: 'Write true or false.', show: true },
  gcs_ignore: { remedy: 'Write a list of patterns: ["*.tmp", "old/**"].' },
} satisfies Record<keyof typeof ENTRIES, SettingHelp>;

/**
 * The Cloud Storage part of a configuration; the key file's path counts from the configuration file. An empty list of
 * folders is the whole bucket.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readGcsSection(source: SettingsSource): GcsConfig {
  const values = readSection(ENTRIES, HELP, source);
  const { gcs_api_key_path: keyPath, gcs_folders: folders } = values;
  return {
    bucket: values.gcs_bucket,
    keyFilename: keyPath === undefined ? undefined : resolve(source.folder, keyPath),
    folders: folders?.length === 0 ? undefined : folders,
    draftFolder: values.gcs_draft_folder,
    projectId: values.gcs_project_id,
    userProject: values.gcs_user_project,
    apiEndpoint: values.gcs_api_endpoint,
    useAuth: values.gcs_use_auth,
    ignore: values.gcs_ignore,
  };
}
