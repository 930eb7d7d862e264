import { checkText } from '../../src/protocol/check-setting.ts';
import { KeyringConfigurationError } from '../../src/protocol/configuration-error.ts';
import { readSlug } from '../../src/protocol/organization-slug.ts';
import { asList, InvalidInput } from '../authkit/json.ts';
import { parseOrganization, parseUser } from '../authkit/parse-stored-state.ts';

/** Checks the users. @returns their ids */
export function checkUsers(users: unknown): readonly string[] {
  let index = 0;
  const [ids, emails] = [new Map<string, string>(), new Map<string, string>()];
  return asList(users, 'users', (item) => {
    const setting = `users[${index}]`;
    index += 1;
    const { id, email } = named(setting, () => parseUser(item));
    if (email !== email.toLowerCase())
      throw new KeyringConfigurationError({
        setting: `${setting}.email`,
        value: email,
        problem: 'no sign-in finds an email with capital letters',
        remedy: `Write "${email.toLowerCase()}".`,
      });
    checkUnique(id, `${setting}.id`, ids);
    checkUnique(email, `${setting}.email`, emails);
    return id;
  });
}

/** Checks the organizations and their members. @param userIds ids that a member may have */
export function checkOrganizations(organizations: unknown, userIds: readonly string[]): void {
  let index = 0;
  const [ids, slugs] = [new Map<string, string>(), new Map<string, string>()];
  asList(organizations, 'organizations', (item) => {
    const setting = `organizations[${index}]`;
    index += 1;
    const { id, slug } = named(setting, () => parseOrganization(item));
    checkUnique(id, `${setting}.id`, ids);
    checkUnique(slug, `${setting}.slug`, slugs);
    checkSlug(slug, `${setting}.slug`);
    const memberIds = new Map<string, string>();
    const members = named(setting, () => asList(item.members, 'members', (member) => member));
    for (const [position, { userId, role }] of members.entries()) {
      const member = `${setting}.members[${position}]`;
      checkText(role, `${member}.role`, 'Write "admin" or "member".');
      if (typeof userId === 'string' && userIds.includes(userId)) {
        checkUnique(userId, `${member}.userId`, memberIds);
        continue;
      }
      throw new KeyringConfigurationError({
        setting: `${member}.userId`,
        value: userId,
        problem: 'no user has this id',
        remedy: 'Write the id of one of the users.',
      });
    }
  });
}

/** Of two equal ones, no request could reach the second. @param seen the setting of each value so far */
function checkUnique(value: string, setting: string, seen: Map<string, string>): void {
  const other = seen.get(value);
  seen.set(value, setting);
  if (other === undefined) return;
  throw new KeyringConfigurationError({
    setting,
    value,
    problem: `${other} is the same`,
    remedy: 'Give each another value, or remove one of the two.',
  });
}

function checkSlug(slug: string, setting: string): void {
  if (readSlug(slug) !== undefined) return;
  throw new KeyringConfigurationError({
    setting,
    value: slug,
    problem: 'no URL of the app can name it: a slug has lower-case letters and digits, with "-" between them',
    remedy: 'Write for example "acme".',
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
