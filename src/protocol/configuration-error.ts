import { ParseError } from './parse.ts';

/** What is wrong with a setting, and how to correct it. */
export interface ConfigurationMistake {
  /** The setting as the developer wrote it, e.g. `apis[0].pathPrefix`. */
  readonly setting: string;
  /** Shown in the message, shortened. Left out where the setting is a secret. */
  readonly value?: unknown;
  readonly problem: string;
  readonly remedy: string;
}

/**
 * A setting of org-keyring that cannot work. The message names the setting, its value and the remedy. It is written for
 * developers, and it never holds a secret.
 *
 * @example
 * new KeyringConfigurationError({
 *   setting: 'apis[0].pathPrefix', value: '/api/', problem: 'it ends with "/"', remedy: 'Write "/api".',
 * }).message; // 'apis[0].pathPrefix is "/api/": it ends with "/". Write "/api".'
 */
export class KeyringConfigurationError extends ParseError {
  override readonly name = 'KeyringConfigurationError';
  readonly setting: string;
  readonly problem: string;
  readonly remedy: string;

  constructor(mistake: ConfigurationMistake) {
    const { setting, problem, remedy } = mistake;
    const shown = 'value' in mistake ? ` is ${show(mistake.value)}` : '';
    super(`${setting}${shown}: ${problem}. ${remedy}`);
    this.setting = setting;
    this.problem = problem;
    this.remedy = remedy;
  }
}

/** Longest part of a value that a message repeats, characters. */
const SHOWN = 120;

function show(value: unknown): string {
  if (typeof value === 'string') {
    const text = hideSecrets(value);
    return JSON.stringify(text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
  }
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** An API key or a password that was pasted into the wrong setting must not reach a log. */
function hideSecrets(text: string): string {
  return text.replace(/\bsk_\w+/g, 'sk_…').replace(/\/\/[^/?#]*@/g, '//…@');
}
