import { expect, test } from 'vitest';
import { hintOfEvent, parseSessionHint } from '../../../server/webhooks/session-hint.ts';

const OF_ADA = { user_id: 'user_ada', organization_id: 'org_acme' };
const HINT = { id: 'event_1', userId: 'user_ada', organizationId: 'org_acme' };

test.each([
  ['session.revoked', { id: 'session_1', ...OF_ADA }, { ...HINT, sessionId: 'session_1' }],
  ['session.revoked', { ...OF_ADA }, HINT],
  [
    'session.revoked',
    { id: 'session_1', user_id: 'user_ada' },
    { ...HINT, organizationId: null, sessionId: 'session_1' },
  ],
  // The id of a membership is no session.
  ['organization_membership.deleted', { id: 'om_1', ...OF_ADA }, HINT],
  ['user.deleted', { id: 'user_ada' }, { ...HINT, organizationId: null }],
  ['user.created', { id: 'user_ada' }, undefined],
])('R49: %s with %j', (event, data, hint) => {
  expect(hintOfEvent({ id: 'event_1', event, data })).toEqual(hint);
});

test.each([
  [{ event: 'session.revoked', data: OF_ADA }, 'id must be'],
  [{ id: 'event_1', event: 'session.revoked', data: { ...OF_ADA, id: 'a\u0000' } }, 'data.id must be an id'],
  [{ id: 'event_1', event: 'session.revoked', data: { organization_id: 'org_acme' } }, 'user_id must be'],
  [
    { id: 'event_1', event: 'session.revoked', data: { ...OF_ADA, organization_id: 7 } },
    'organization_id must be',
  ],
  [{ id: 'event_1', event: 'user.deleted', data: {} }, 'id must be'],
  [{ id: 'event_1', data: {} }, 'event must be a string'],
])('R49: %j is no event', (body, message) => {
  expect(() => hintOfEvent(body)).toThrow(message);
});

test.each([HINT, { ...HINT, organizationId: null }, { ...HINT, sessionId: 'session_1' }])(
  'R49: another process reads the hint %j as it was sent',
  (hint) => {
    expect(parseSessionHint(JSON.parse(JSON.stringify({ ...hint, more: 1 })))).toEqual(hint);
  },
);

test.each([
  [{ ...HINT, id: '' }, 'id must be'],
  [{ ...HINT, userId: 'user\ud800' }, 'userId must be an id'],
  [{ ...HINT, sessionId: null }, 'sessionId must be'],
  [{ ...HINT, organizationId: 7 }, 'organizationId must be'],
])('R49: %j is no hint of another process', (hint, message) => {
  expect(() => parseSessionHint(hint)).toThrow(message);
});
