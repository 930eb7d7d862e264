import { checkOrigin, checkWord } from '../../src/protocol/check-setting.ts';
import type { KeyringConfiguration } from '../../src/protocol/configuration.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { type CheckedConfiguration, parseConfiguration } from '../../src/protocol/parse-configuration.ts';
import { callbackFallback } from '../callback-fallback.ts';
import { checkConfigurationMembers } from '../check-configuration-members.ts';
import { checkKeySet } from '../check-key-set.ts';
import { checkMembers, type MembersOf } from '../check-members.ts';
import { checkNamedHosts } from '../check-named-hosts.ts';
import { checkPolicy } from '../check-policy.ts';
import type { PolicyOptions } from '../policy-options.ts';
import { workerScriptHeaders } from '../security-headers.ts';
import { workerScript } from '../worker-script.ts';
import { headersFile, redirectsFile } from './headers-file.ts';
import { nginxConfiguration } from './nginx-configuration.ts';
import { type StaticRules, staticRules } from './static-headers.ts';

/** A host that only serves files. */
export type StaticHostKind = (typeof STATIC_HOSTS)[number];
const STATIC_HOSTS = ['nginx', 'cloudflare-pages', 'netlify'] as const;

/** What {@link createStaticFiles} needs. */
export interface StaticFilesOptions {
  readonly host: StaticHostKind;
  /** `vault` is `device` or `memory`: no server derives the keys of the sealed vault. */
  readonly configuration: KeyringConfiguration;
  /** What the policies allow beyond the strict default, as for `createKeyringHost`. */
  readonly policy?: PolicyOptions | undefined;
  /**
   * The URL of AuthKit's key set, if `jwksUri` is on the app's origin. nginx and Netlify read it from there for each
   * request; Cloudflare Pages cannot.
   */
  readonly authKitJwksUri?: string | undefined;
  /** The origin that browsers see. Default: that of `redirectUri`. */
  readonly origin?: string | undefined;
  /** The built worker, without a configuration. */
  readonly workerScript: string;
}

const OPTIONS: MembersOf<StaticFilesOptions> = {
  host: 0,
  configuration: 0,
  policy: 0,
  authKitJwksUri: 0,
  origin: 0,
  workerScript: 0,
};

/**
 * Creates the files that replace the server half on a host without server code: the worker with its configuration, the
 * page of a callback that no worker took, and the headers in the format of the host.
 *
 * What is lost: the sealed vault, the refusal of other files as workers (except with nginx), manifests of organizations,
 * tickets and webhooks.
 *
 * @returns the files by their path below the root of the origin, without a leading slash
 * @throws KeyringConfigurationError that names the setting
 * @example
 * const files = await createStaticFiles({ host: 'nginx', configuration, workerScript });
 * for (const [path, text] of Object.entries(files)) await writeFile(join('dist', path), text);
 */
export async function createStaticFiles(
  options: StaticFilesOptions,
): Promise<Readonly<Record<string, string>>> {
  checkMembers(options, OPTIONS);
  const { origin } = options;
  const host = checkWord(options.host, 'host', STATIC_HOSTS);
  checkConfigurationMembers(options.configuration);
  const wanted = origin === undefined ? undefined : checkOrigin(origin, 'origin');
  const configuration = parseConfiguration(options.configuration, wanted);
  checkNamedHosts(configuration);
  const vault = checkVault(configuration);
  const policy = checkPolicy(options.policy ?? {}, configuration.authKitOrigin);
  const parts = { configuration, policy, isDevelopment: false };
  const rules = await staticRules(parts, keySetOf(configuration, options));
  checkServedPath(rules.callback, 'redirectUri');
  if (rules.keySet !== null) checkServedPath(rules.keySet.path, 'jwksUri');
  const headers = workerScriptHeaders(parts);
  const script = workerScript(checkScript(options.workerScript), {
    configuration,
    headers,
    vault: { mode: vault },
  });
  return {
    [fileOf(rules.workerScript)]: script,
    [`${fileOf(rules.callback)}.html`]: callbackFallback(rules.scope),
    ...hostFiles(host, rules),
  };
}

function hostFiles(host: StaticHostKind, rules: StaticRules): Readonly<Record<string, string>> {
  switch (host) {
    case 'nginx':
      return { 'org-keyring.nginx.conf': nginxConfiguration(rules) };
    case 'netlify':
      return { _headers: headersFile(rules, host), _redirects: redirectsFile(rules) };
    case 'cloudflare-pages':
      return { _headers: headersFile(rules, host) };
  }
}

function checkScript(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new KeyringConfigurationError({
    setting: 'workerScript',
    value,
    problem: 'it must be a text',
    remedy: "Write the built script, for example await readFile('dist/sw.js', 'utf8').",
  });
}

const fileOf = (path: string): string => path.slice(1);

function checkVault({ vault }: CheckedConfiguration): 'device' | 'memory' {
  if (vault !== 'sealed') return vault;
  throw new KeyringConfigurationError({
    setting: 'vault',
    value: vault,
    problem: 'a static host has no server that derives the keys of the sealed vault',
    remedy: 'Write "device" or "memory", or mount createKeyringHost on a server.',
  });
}

/**
 * The formats of the hosts read `;`, `:`, `*` and other characters as syntax, compare a path that they have decoded, and find no
 * page for a path that ends with a slash: then the document of the app would receive the code.
 */
function checkServedPath(path: string, setting: string): void {
  if (/^(?:\/[\w.~-]+)+$/.test(path)) return;
  throw new KeyringConfigurationError({
    setting,
    value: path,
    problem:
      'a static host serves only paths with letters, digits, ".", "_", "~" and "-" between slashes, and none at the end',
    remedy: 'Write an address with another path, for example "/auth/callback" or "/auth/jwks".',
  });
}

/** A copy of the key set in the build would be wrong after the next rotation, and then no token would be accepted. */
function keySetOf(
  configuration: CheckedConfiguration,
  { host, authKitJwksUri }: StaticFilesOptions,
): StaticRules['keySet'] {
  const { jwksUri, redirectUri } = configuration;
  const { origin, pathname } = new URL(jwksUri);
  if (origin !== new URL(redirectUri).origin) return null;
  if (host !== 'cloudflare-pages' && authKitJwksUri !== undefined)
    return { path: pathname, source: checkKeySet(authKitJwksUri, configuration) };
  throw new KeyringConfigurationError({
    setting: 'jwksUri',
    value: jwksUri,
    problem: 'the host cannot serve the key set, which AuthKit rotates',
    remedy:
      host === 'cloudflare-pages'
        ? "Write an address of your API that sends the app's origin in Access-Control-Allow-Origin."
        : 'Set authKitJwksUri, from which the host reads the key set.',
  });
}
