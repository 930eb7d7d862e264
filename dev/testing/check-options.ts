import { checkList, checkOrigin, checkText } from '../../src/protocol/check-setting.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { assertOnly, InvalidInput, isJsonObject, type JsonObject } from '../authkit/json.ts';
import { USERS } from '../authkit/people.ts';
import { parseSettings } from '../authkit/settings.ts';
import { checkOrganizations, checkUsers } from './check-seeds.ts';

const LIFETIMES = ['accessTokenTtl', 'refreshGrace', 'sessionMaxAge', 'sessionInactivity'] as const;
const OTHERS = [
  'port',
  'appOrigins',
  'clientId',
  'redirectUris',
  'signOutUris',
  'users',
  'organizations',
  'stateFile',
];
const LIMIT = 10_000;

/**
 * Checks the options of a local AuthKit, which can come from a JSON file. An option that is `undefined` has its default.
 *
 * @throws KeyringConfigurationError, or InvalidInput for a member of a user, an organization or a lifetime
 */
export function checkOptions(options: unknown): void {
  if (!isJsonObject(options)) throw new InvalidInput('the options of the local AuthKit must be an object');
  assertOnly(options, [...OTHERS, ...LIFETIMES]);
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  parseSettings(
    Object.fromEntries(LIFETIMES.filter((name) => name in given).map((name) => [name, given[name]])),
  );
  const { port, clientId, stateFile, users, organizations } = given;
  if (port !== undefined) checkPort(port);
  if (clientId !== undefined) checkText(clientId, 'clientId', 'Write a name, for example "client_local".');
  if (stateFile !== undefined) checkText(stateFile, 'stateFile', 'Write the path of a file.');
  checkTexts(given, 'appOrigins', (item, setting) => checkOrigin(item, setting));
  for (const name of ['redirectUris', 'signOutUris']) checkTexts(given, name, checkWholeUrl);
  const userIds = users === undefined ? USERS.map(({ id }) => id) : checkUsers(users);
  if (organizations !== undefined) checkOrganizations(organizations, userIds);
}

function checkPort(value: unknown): void {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < 65_536) return;
  throw new KeyringConfigurationError({
    setting: 'port',
    value,
    problem: 'it is no port',
    remedy: 'Write a whole number from 1 to 65535, or leave it out for a free port.',
  });
}

function checkTexts(
  options: JsonObject,
  name: string,
  check: (item: unknown, setting: string) => string,
): void {
  if (options[name] !== undefined) checkList(options[name], name, { check, limit: LIMIT });
}

/** Redirects are compared as they are written, so a path never matches. A native app may have a scheme of its own. */
function checkWholeUrl(item: unknown, setting: string): string {
  const url = checkText(item, setting, 'Write the whole URL.');
  if (URL.canParse(url)) return url;
  throw new KeyringConfigurationError({
    setting,
    value: url,
    problem: 'it is no URL with an origin',
    remedy: 'Write the whole address, for example "http://localhost:5173/auth/callback".',
  });
}
