import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import type { DeviceKeys } from './device-key.ts';

/** How this browser's worker keeps its sessions. Sealed without keys: it has to get along without any store. */
export type ScriptVault =
  | ({ readonly mode: 'sealed' } & Partial<DeviceKeys>)
  | { readonly mode: 'device' | 'memory' };

/** What the worker script starts with: `__keyringHost`. */
export interface ScriptHost {
  readonly configuration: KeyringConfiguration;
  /**
   * The headers of the script. A browser compares the script and not its headers: with them in it, other headers are a
   * new worker, to which they apply.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly vault: ScriptVault;
}

/**
 * The worker script as a browser gets it: the built script with the configuration and the device's key before it, as
 * plain data: what is an argument of a call can end in an error's text, which one engine shows to pages. The build
 * knows no port and no client, so one build serves every deployment; a change of configuration is a new worker.
 *
 * @param script the built worker
 */
export function workerScript(script: string, host: ScriptHost): string {
  // JSON is JavaScript, but for what would end the script or the line.
  const text = JSON.stringify(host).replace(/[<\u2028\u2029]/g, escapeCharacter);
  return `const __keyringHost=${text};\n${script}`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
