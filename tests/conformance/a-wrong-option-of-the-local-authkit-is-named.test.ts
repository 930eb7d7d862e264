import { expect, test } from 'vitest';
import { type LocalAuthKitOptions, startLocalAuthKit } from '../../dev/testing/index.ts';

const USER = { id: 'user_1', email: 'eve@example.com', firstName: 'Eve', lastName: 'E', createdAt: 0 };
const ORGANIZATION = { id: 'org_1', slug: 'first', name: 'First', policy: 'none', members: [] };
const MEMBER = { userId: 'user_1', role: 'admin' };

// Options of a JSON file or of JavaScript, which no compiler has checked.
test.each([
  [{ organisations: [] }, '"organisations" is not one of port, '],
  [[], 'the options of the local AuthKit must be an object'],
  [{ port: 'abc' }, 'port is "abc": it is no port. Write a whole number from 1 to 65535'],
  [{ port: 70_000 }, 'port is 70000: it is no port.'],
  [{ accessTokenTtl: '300' }, '"accessTokenTtl" must be an integer from 1 to 86400'],
  [{ sessionMaxAge: 'none' }, '"sessionMaxAge" must be a number, at least 0'],
  [{ appOrigins: 'http://localhost:5173' }, 'appOrigins is "http://localhost:5173": it must be a list'],
  [{ appOrigins: ['http://localhost:5173/'] }, 'Write "http://localhost:5173".'],
  [{ appOrigins: ['localhost:5173'] }, 'appOrigins[0] is "localhost:5173": '],
  [{ redirectUris: [''] }, 'redirectUris[0] is "": it must be a text'],
  [{ clientId: 1 }, 'clientId is 1: it must be a text'],
  [{ stateFile: false }, 'stateFile is false: it must be a text'],
  [{ users: [USER, { ...USER, email: 'Eve@Example.com' }] }, 'users[1].email is "Eve@Example.com": '],
  [{ users: [{ ...USER, createdAt: undefined }] }, 'users[0]: "createdAt" must be a number'],
  [{ users: [{ email: 'eve@example.com' }] }, 'users[0]: "id" must be a non-empty string'],
  [
    { organizations: [{ ...ORGANIZATION, policy: undefined }] },
    'organizations[0]: "policy" must be one of none, sso',
  ],
  [
    { organizations: [{ ...ORGANIZATION, members: undefined }] },
    'organizations[0]: "members" must be a list',
  ],
  [
    { organizations: [ORGANIZATION, { ...ORGANIZATION, id: 'org_2', slug: 'second', members: [MEMBER] }] },
    'organizations[1].members[0].userId is "user_1": no user has this id. Write the id of one of the users.',
  ],
  [
    { users: [USER], organizations: [{ ...ORGANIZATION, members: [{ userId: 'user_1' }] }] },
    'organizations[0].members[0].role is missing',
  ],
  [
    { users: [USER, { ...USER, email: 'ada@example.com' }] },
    'users[1].id is "user_1": users[0].id is the same',
  ],
  [
    { users: [USER, { ...USER, id: 'user_2' }] },
    'users[1].email is "eve@example.com": users[0].email is the same',
  ],
  [
    { organizations: [ORGANIZATION, { ...ORGANIZATION, slug: 'second' }] },
    'organizations[1].id is "org_1": organizations[0].id is the same',
  ],
  [
    { organizations: [ORGANIZATION, { ...ORGANIZATION, id: 'org_2' }] },
    'organizations[1].slug is "first": organizations[0].slug is the same',
  ],
  [
    { users: [USER], organizations: [{ ...ORGANIZATION, members: [MEMBER, MEMBER] }] },
    'organizations[0].members[1].userId is "user_1": organizations[0].members[0].userId is the same',
  ],
  [{ organizations: [{ ...ORGANIZATION, slug: 'Big Slug' }] }, 'organizations[0].slug is "Big Slug": no URL'],
  [{ redirectUris: ['/auth/callback'] }, 'redirectUris[0] is "/auth/callback": it is no URL with an origin'],
])('%j', async (options, message) => {
  await expect(startLocalAuthKit(options as LocalAuthKitOptions)).rejects.toThrow(message);
});
