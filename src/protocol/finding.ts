import { type ConfigurationMistake, KeyringConfigurationError } from './configuration-error.ts';
import { parseOneOf, parseRecord, parseString } from './parse.ts';

const FINDING_SETTINGS = ['providerCors', 'issuers', 'clientId', 'jwksUri', 'apis', 'binding'] as const;
/** Settings whose mistakes show only while the app runs. `providerCors` is a setting at the provider, not one of the app. */
export type FindingSetting = (typeof FINDING_SETTINGS)[number];

/** A mistake in {@link FINDING_SETTINGS}. `value` must be public: the log keeps it, and pages can read it. */
export interface RuntimeMistake extends ConfigurationMistake {
  readonly setting: FindingSetting;
}

/** A mistake as the log keeps it and as the page prints it. */
export interface ConfigurationFinding {
  readonly setting: FindingSetting;
  /** The setting, its value, the problem and the remedy. Fixed words of org-keyring and shortened public values. */
  readonly text: string;
}

/** Longest text of a finding, characters. */
const FINDING_TEXT_LIMIT = 800;

/** Longest public value that a finding quotes, characters. */
const QUOTED = 120;

/** Quotes a public value of a response, such as the `iss` of a token, and shortens it. */
export function quote(value: unknown): string {
  if (typeof value !== 'string') return 'no text';
  return JSON.stringify(value.length > QUOTED ? `${value.slice(0, QUOTED)}…` : value);
}

/** Makes a mistake fit for the log. */
export function toFinding(mistake: RuntimeMistake): ConfigurationFinding {
  const { message } = new KeyringConfigurationError(mistake);
  return { setting: mistake.setting, text: message.slice(0, FINDING_TEXT_LIMIT) };
}

/** Reads a finding that was stored, or that the worker sent. */
export function parseFinding(value: unknown): ConfigurationFinding {
  const record = parseRecord(value, 'finding');
  return {
    setting: parseOneOf(record.setting, FINDING_SETTINGS, 'setting'),
    text: parseString(record.text, 'text', FINDING_TEXT_LIMIT),
  };
}
