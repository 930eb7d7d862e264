import type { KeyringConfiguration } from '../src/protocol/configuration.ts';

/**
 * The worker script as a browser gets it: the built script with the configuration before it, as plain data. The build
 * knows no port and no client, so one build serves every deployment; a change of configuration is a new worker.
 *
 * @param script the built worker
 */
export function workerScript(script: string, configuration: KeyringConfiguration): string {
  // JSON is JavaScript, but for what would end the script or the line.
  const host = JSON.stringify({ configuration }).replace(/[<\u2028\u2029]/g, escapeCharacter);
  return `const __keyringHost=${host};\n${script}`;
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
