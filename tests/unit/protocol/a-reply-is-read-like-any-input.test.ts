import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseEvent, parseResponse } from '../../../src/protocol/envelopes.ts';
import { PROTOCOL_VERSION } from '../../../src/protocol/messages.ts';
import { ParseError } from '../../../src/protocol/parse.ts';
import type { RequestType } from '../../../src/protocol/requests.ts';
import type { SessionStatus } from '../../../src/protocol/session-status.ts';
import { NO_CLAIMS } from '../../support/blank-claims.ts';
import { ACME, ADA } from '../support/people.ts';

const keyring = PROTOCOL_VERSION;
const times = { ...NO_CLAIMS, signedInAt: 1, refreshedAt: 2, accessTokenExpiresAt: 3 };
const STATUSES: readonly SessionStatus[] = [
  { organization: ACME, session: { status: 'absent' } },
  { organization: ACME, session: { status: 'authorizing' } },
  { organization: ACME, session: { status: 'active', user: ADA, ...times } },
  { organization: ACME, session: { status: 'refreshing', user: { ...ADA, name: null }, ...times } },
  { organization: ACME, session: { status: 'needs-authorization', reason: 'sso_required', user: null } },
  { organization: ACME, session: { status: 'signed-out' } },
];

test.each([
  ['claim', { vault: 'device' }],
  ['list-sessions', { sessions: STATUSES, unnamed: 2, storage: 'durable' }],
  ['list-sessions', { sessions: [], unnamed: 0, storage: 'memory' }],
  ['keep-warm', {}],
  ['check-connection', { isReachable: false }],
  ['check-connection', { isReachable: true }],
  ['list-organizations', { organizations: STATUSES }],
  ['start-authorization', { authorizationUrl: 'https://authkit.test/' }],
  ['sign-out', { logoutUrl: null }],
] as const)('the reply to %s is parsed completely', (type, answer) => {
  expect(parseResponse(type, { keyring, answer })).toEqual({ keyring, answer });
});

test('R37: an old worker names all of its sessions, or says nothing of the others', () => {
  const answer = { sessions: STATUSES, storage: 'durable' };
  expect(parseResponse('list-sessions', { keyring, answer })).toMatchObject({ answer: { unnamed: 0 } });
});

test.each(STATUSES)('open-organization replies with $session.status', (answer) => {
  for (const type of ['open-organization', 'refresh-session'] as const)
    expect(parseResponse(type, { keyring, answer })).toEqual({ keyring, answer });
});

test.each([
  ['claim', { answer: { vault: 'open' } }],
  ['claim', {}],
  ['list-sessions', { answer: { sessions: [] } }],
  ['list-sessions', { answer: { sessions: [], storage: 'cloud' } }],
  ['list-sessions', { answer: { sessions: [], unnamed: -1, storage: 'durable' } }],
  [
    'list-sessions',
    { answer: { sessions: [{ organization: ACME, session: { status: 'admin' } }], storage: 'durable' } },
  ],
  [
    'list-sessions',
    {
      answer: {
        sessions: [{ organization: { ...ACME, slug: 'API' }, session: STATUSES[0] }],
        storage: 'durable',
      },
    },
  ],
  ['sign-out', { answer: { logoutUrl: 7 } }],
  ['claim', { error: { code: 'made_up', message: 'x' } }],
] as const)('a reply to %s that is %o is refused', (type, reply) => {
  expect(() => parseResponse(type, { keyring, ...reply })).toThrow(ParseError);
});

test('messages of other scripts are ignored', () => {
  for (const data of [null, 'x', 7, {}, { event: {} }, { keyring }]) expect(parseEvent(data)).toBeUndefined();
});

test('events are parsed completely', () => {
  const events = [
    { type: 'sessions-changed', sessions: STATUSES, unnamed: 1, storage: 'memory' },
    { type: 'authorization-required', organization: ACME },
  ];
  for (const event of events) expect(parseEvent({ keyring, event })).toEqual(event);
});

test('hostile replies never throw anything but ParseError', () => {
  const types: RequestType[] = [
    'claim',
    'list-sessions',
    'open-organization',
    'sign-out',
    'start-authorization',
  ];
  fc.assert(
    fc.property(fc.constantFrom(...types), fc.anything(), fc.anything(), (type, value, event) => {
      for (const read of [
        () => parseResponse(type, value),
        () => parseResponse(type, { keyring, answer: value }),
        () => parseResponse(type, { keyring, error: value }),
        () => parseEvent({ keyring, event }),
      ]) {
        try {
          read();
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }
    }),
    { numRuns: 500 },
  );
});
