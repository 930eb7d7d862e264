import type { KeyringConfiguration } from '../src/protocol/configuration.ts';
import type { DeviceKeys } from './device-key.ts';

/** How this browser's worker stores its sessions. Sealed without keys means that it stores nothing. */
export type ScriptVault =
  | ({ readonly mode: 'sealed' } & Partial<DeviceKeys>)
  | { readonly mode: 'device' | 'memory' };

/** The value of `__keyringHost` at the start of the worker script. */
export interface ScriptHost {
  readonly configuration: KeyringConfiguration;
  /**
   * The headers of the script. A browser compares only the script's bytes. With the headers in the script, changed
   * headers install a new worker to which they apply.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly vault: ScriptVault;
}

/**
 * Returns the worker script: the configuration and the device's key as plain data, followed by the built script. They
 * are not arguments of a call, because an argument can appear in an error message, which one engine shows to pages. The
 * build contains no port and no client, so one build serves every deployment. A changed configuration is a new worker.
 *
 * @param script the built worker
 */
export function workerScript(script: string, host: ScriptHost): string {
  // JSON is valid JavaScript except for characters that would end the script or the line.
  const text = JSON.stringify(host).replace(/[<\u2028\u2029]/g, escapeCharacter);
  // A build for a static host already has a configuration, for example in the preview server.
  return `const __keyringHost=${text};\n${script.replace(HOST_LINE, '')}`;
}

/** The line that {@link workerScript} adds. JSON has no line break. */
const HOST_LINE = /^const __keyringHost=\{.*\};\n/;

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
