import { checkFlag } from '../src/protocol/check-api.ts';
import { checkList, checkOrigin, checkUrl, type OriginKind } from '../src/protocol/check-setting.ts';
import { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import { checkMembers } from './check-members.ts';
import { checkNamedHost } from './check-named-hosts.ts';
import type { CheckedPolicy, ExitMode, PolicyOptions } from './policy-options.ts';

/** CSP Level 3, `hash-source`: base64 of 32, 48 or 64 bytes. */
const HASH = /^(?:sha256-[A-Za-z0-9+/]{43}=|sha384-[A-Za-z0-9+/]{64}|sha512-[A-Za-z0-9+/]{86}==)$/;
/** Trusted Types, `tt-policy-name`. */
const POLICY_NAME = /^[\w\-#=/@.%]+$/;
const LIMIT = 64;

/**
 * Checks the policy options. Values must not contain characters that separate sources or directives.
 *
 * @param authKitOrigin rejected as a source of pages, because it has the token endpoint
 * @throws KeyringConfigurationError that names the option
 */
export function checkPolicy(policy: PolicyOptions, authKitOrigin: string): CheckedPolicy {
  assertObject(policy, 'policy');
  const { page = {}, worker = {}, exits = {} } = policy;
  for (const [name, group] of Object.entries({ page, worker, exits })) assertObject(group, `policy.${name}`);
  const list = (value: unknown, name: string, check: (item: unknown, setting: string) => string) => [
    ...new Set(checkList(value ?? [], `policy.${name}`, { check, limit: LIMIT })),
  ];
  const sources = (schemes: readonly string[], kind: OriginKind = 'http') => {
    return (item: unknown, setting: string): string => {
      if (typeof item === 'string' && schemes.includes(item)) return item;
      const origin = checkOrigin(item, setting, kind);
      if (origin === authKitOrigin && setting.startsWith('policy.page')) throw ofAuthKit(setting, origin);
      // Outgoing links are no source of a Content-Security-Policy.
      if (!setting.startsWith('policy.exits')) checkNamedHost(origin, setting);
      return origin;
    };
  };
  const checked: CheckedPolicy = {
    page: {
      scriptHashes: list(page.scriptHashes, 'page.scriptHashes', checkHash),
      styleHashes: list(page.styleHashes, 'page.styleHashes', checkHash),
      imageSources: list(page.imageSources, 'page.imageSources', sources(['blob:'])),
      fontSources: list(page.fontSources, 'page.fontSources', sources(['data:'])),
      mediaSources: list(page.mediaSources, 'page.mediaSources', sources(['blob:'])),
      frameSources: list(page.frameSources, 'page.frameSources', sources(['blob:'])),
      connectSources: list(page.connectSources, 'page.connectSources', sources([], 'http-or-socket')),
      workerSources: list(page.workerSources, 'page.workerSources', checkWorkerSource),
      trustedTypesPolicies: list(page.trustedTypesPolicies, 'page.trustedTypesPolicies', checkPolicyName),
    },
    worker: {
      connectSources: list(worker.connectSources, 'worker.connectSources', sources([], 'http-or-socket')),
      importScriptsOrigins: list(worker.importScriptsOrigins, 'worker.importScriptsOrigins', sources([])),
    },
    exits: {
      mode: checkMode(exits.mode ?? 'enforce'),
      links: list(exits.links, 'exits.links', sources([])),
      webRtc: checkFlag(exits.webRtc, 'policy.exits.webRtc'),
      reportUri:
        exits.reportUri === undefined ? null : checkUrl(exits.reportUri, 'policy.exits.reportUri').href,
    },
  };
  // All members are optional, so a misspelt one is no other mistake. The result has each of them.
  checkMembers(policy, checked, 'policy');
  checkMembers(page, checked.page, 'policy.page');
  checkMembers(worker, checked.worker, 'policy.worker');
  checkMembers(exits, checked.exits, 'policy.exits');
  return checked;
}

function assertObject(value: unknown, setting: string): void {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it must be an object',
    remedy: 'Write PolicyOptions, or leave it out.',
  });
}

function checkMode(value: unknown): ExitMode {
  if (value === 'enforce' || value === 'report' || value === 'off') return value;
  throw new KeyringConfigurationError({
    setting: 'policy.exits.mode',
    value,
    problem: 'it is no mode of the Connection-Allowlist',
    remedy: 'Write "enforce", "report" or "off".',
  });
}

/** @returns the hash in its quotes */
function checkHash(value: unknown, setting: string): string {
  // Browsers print hashes in quotes, so quotes are accepted.
  const hash = typeof value === 'string' ? value.replace(/^'([^']*)'$/, '$1') : undefined;
  if (hash !== undefined && HASH.test(hash)) return `'${hash}'`;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it is no hash of a script or style',
    remedy: 'Copy the hash from the message that the browser prints, for example "sha256-…=".',
  });
}

function checkPolicyName(value: unknown, setting: string): string {
  if (typeof value === 'string' && POLICY_NAME.test(value)) return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'it is no name of a Trusted Types policy',
    remedy: 'Write the name that the code passes to createPolicy, without quotes.',
  });
}

function checkWorkerSource(value: unknown, setting: string): string {
  if (value === 'blob:') return value;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: 'dedicated workers come from the app itself, or from "blob:"',
    remedy: 'Write "blob:", or leave it out.',
  });
}

function ofAuthKit(setting: string, value: string): KeyringConfigurationError {
  return new KeyringConfigurationError({
    setting,
    value,
    problem: 'it is the origin of AuthKit, which pages must not reach',
    remedy: 'Leave it out: only the worker calls AuthKit.',
  });
}
