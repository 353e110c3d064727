import * as v from 'valibot';

import type { InstagramConfig } from '../runtime/instagram-config.ts';
import { readSection, type SettingHelp, type SettingsSource } from './read-section.ts';
import { httpAddress, idText, oneOf, secretText, text, timeZone, utcTime, wholeNumber } from './setting-schemas.ts';

const ENTRIES = {
  instagram_user_id: idText,
  instagram_access_token: secretText,
  instagram_token_expiration: v.optional(utcTime),
  instagram_days_before_refresh: v.optional(wholeNumber(0)),
  instagram_app_id: v.optional(idText),
  instagram_app_secret: v.optional(secretText),
  instagram_login: v.optional(oneOf(['facebook', 'instagram'])),
  instagram_api_version: v.optional(v.pipe(text, v.regex(/^v\d+\.\d+$/))),
  instagram_base_url: v.optional(httpAddress),
  instagram_timezone: v.optional(timeZone),
  max_media_items: v.optional(wholeNumber(1)),
  max_comments_per_media: v.optional(wholeNumber(0)),
  max_replies_per_comment: v.optional(wholeNumber(0)),
};

const HELP = {
  instagram_user_id: {
    remedy: 'Write the id of the professional account in quotes, digits only: a JSON number would lose some of them.',
  },
  instagram_access_token: {
    remedy: 'Write the access token as one text without spaces, best as ${NAME} from the environment.',
  },
  instagram_token_expiration: { remedy: 'Write a date that exists, in UTC: "2026-08-23 21:00:33".', show: true },
  instagram_days_before_refresh: {
    remedy: 'Write a whole number of days from 0.',
    show: true,
    olderKey: 'instagram_days_before_token_should_autorefresh',
  },
  instagram_app_id: {
    remedy: 'Write the id of the app in quotes, digits only: a JSON number would lose some of them.',
  },
  instagram_app_secret: {
    remedy: 'Write the app secret as one text without spaces, best as ${NAME} from the environment.',
  },
  instagram_login: { remedy: 'Write "facebook" or "instagram": how the token was obtained.', show: true },
  instagram_api_version: { remedy: 'Write a version like "v26.0", or leave it out.', show: true },
  instagram_base_url: { remedy: 'Write an http or https address without credentials and query, or leave it out.' },
  instagram_timezone: { remedy: 'Write an IANA name like "Europe/Berlin", or leave it out.', show: true },
  max_media_items: { remedy: 'Write a whole number from 1.', show: true },
  max_comments_per_media: { remedy: 'Write a whole number from 0; 0 reads no comments.', show: true },
  max_replies_per_comment: { remedy: 'Write a whole number from 0.', show: true },
} satisfies Record<keyof typeof ENTRIES, SettingHelp>;

/**
 * The Instagram part of a configuration. Its secrets print as `[secret]`.
 *
 * @throws {ConfigError} with every problem at once
 */
export function readInstagramSection(source: SettingsSource): InstagramConfig {
  const values = readSection(ENTRIES, HELP, source);
  return {
    userId: values.instagram_user_id,
    accessToken: values.instagram_access_token,
    tokenExpiration: values.instagram_token_expiration,
    daysBeforeRefresh: values.instagram_days_before_refresh,
    appId: values.instagram_app_id,
    appSecret: values.instagram_app_secret,
    login: values.instagram_login,
    apiVersion: values.instagram_api_version,
    baseUrl: values.instagram_base_url,
    timezone: values.instagram_timezone,
    maxMediaItems: values.max_media_items,
    maxCommentsPerMedia: values.max_comments_per_media,
    maxRepliesPerComment: values.max_replies_per_comment,
  };
}
