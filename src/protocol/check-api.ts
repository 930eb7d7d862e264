import { checkOrigin, checkText } from './check-setting.ts';
import type { ApiRule } from './configuration.ts';
import { KeyringConfigurationError } from './configuration-error.ts';
import { attempt, parseRecord } from './parse.ts';

/** The options of an API, each off by default. */
export const API_OPTIONS = ['media', 'followRedirects', 'cache', 'cookies'] as const;
type ApiOption = (typeof API_OPTIONS)[number];

/** Checks one rule of `apis`. @param authKitOrigin an API must not be there @throws KeyringConfigurationError */
export function checkApi(value: unknown, setting: string, authKitOrigin: string): ApiRule {
  const record = attempt(() => parseRecord(value, setting));
  if (record === undefined)
    throw new KeyringConfigurationError({
      setting,
      value,
      problem: 'it must be an object',
      remedy: 'Write { origin, pathPrefix }.',
    });
  const origin = checkOrigin(record.origin, `${setting}.origin`);
  if (origin === authKitOrigin)
    throw new KeyringConfigurationError({
      setting: `${setting}.origin`,
      value: origin,
      problem: 'it is the origin of AuthKit, which pages must not reach',
      remedy: 'Name the origin of your own API.',
    });
  const pathPrefix = checkPathPrefix(record.pathPrefix, `${setting}.pathPrefix`);
  const optedIn = API_OPTIONS.filter((option) => checkFlag(record[option], `${setting}.${option}`));
  const options: Partial<Record<ApiOption, true>> = Object.fromEntries(
    optedIn.map((option) => [option, true]),
  );
  return { origin, pathPrefix, ...options };
}

function checkPathPrefix(value: unknown, setting: string): string {
  const prefix = checkText(value, setting, 'Write a path, for example "/api".');
  const path = `/${prefix.split(/[/\\]/).filter(Boolean).join('/')}`;
  if (prefix !== path)
    throw new KeyringConfigurationError({
      setting,
      value: prefix,
      problem: prefix.endsWith('/')
        ? 'a prefix must not end with "/"'
        : 'a prefix must begin with "/", with one "/" between segments',
      remedy: `Write "${path}".`,
    });
  // What the URL parser would change never matches the path of a request.
  const parsed = new URL(`https://a.test${prefix}`).pathname;
  if (parsed === prefix) return prefix;
  throw new KeyringConfigurationError({
    setting,
    value: prefix,
    problem: 'no URL has a path that begins so',
    remedy: `Write "${parsed}".`,
  });
}

/** Checks an option that is off by default. @throws KeyringConfigurationError */
export function checkFlag(value: unknown, setting: string): boolean {
  if (value === null || value === undefined) return false;
  if (typeof value === 'boolean') return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it is neither true nor false',
    remedy: 'Write true, or leave it out.',
  });
}
