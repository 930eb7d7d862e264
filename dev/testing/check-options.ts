import { checkList, checkOrigin, checkText } from '../../src/protocol/check-setting.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { asList, assertOnly, InvalidInput, isJsonObject, type JsonObject } from '../authkit/json.ts';
import { parseOrganization, parseUser } from '../authkit/parse-stored-state.ts';
import { USERS } from '../authkit/people.ts';
import { parseSettings } from '../authkit/settings.ts';

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
  for (const name of ['redirectUris', 'signOutUris'])
    checkTexts(given, name, (item, setting) => checkText(item, setting, 'Write the whole URL.'));
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

function checkUsers(users: unknown): readonly string[] {
  let index = 0;
  return asList(users, 'users', (item) => {
    const setting = `users[${index}]`;
    index += 1;
    const { id, email } = named(setting, () => parseUser(item));
    if (email === email.toLowerCase()) return id;
    throw new KeyringConfigurationError({
      setting: `${setting}.email`,
      value: email,
      problem: 'no sign-in finds an email with capital letters',
      remedy: `Write "${email.toLowerCase()}".`,
    });
  });
}

function checkOrganizations(organizations: unknown, userIds: readonly string[]): void {
  let index = 0;
  asList(organizations, 'organizations', (item) => {
    const setting = `organizations[${index}]`;
    index += 1;
    named(setting, () => parseOrganization(item));
    const members = named(setting, () => asList(item.members, 'members', (member) => member));
    for (const [position, { userId, role }] of members.entries()) {
      const member = `${setting}.members[${position}]`;
      checkText(role, `${member}.role`, 'Write "admin" or "member".');
      if (typeof userId === 'string' && userIds.includes(userId)) continue;
      throw new KeyringConfigurationError({
        setting: `${member}.userId`,
        value: userId,
        problem: 'no user has this id',
        remedy: 'Write the id of one of the users.',
      });
    }
  });
}

/** Puts the setting before the message of its parser. */
function named<T>(setting: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof InvalidInput) throw new InvalidInput(`${setting}: ${error.message}`);
    throw error;
  }
}
