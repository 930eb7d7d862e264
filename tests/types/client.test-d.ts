import {
  connectKeyring,
  createPushNotifications,
  createSessionGuard,
  createSignInToAll,
  download,
  type GuardState,
  type Impersonation,
  impersonationOf,
  isUsable,
  type Keyring,
  KeyringError,
  type KeyringErrorCode,
  type KeyringEvent,
  type KeyringSnapshot,
  type OrganizationKey,
  organizationSlugOfPath,
  orgEventSource,
  orgFetch,
  orgSocket,
  parseOrganizationSlug,
  type SessionGuardState,
  type SessionState,
  type SessionStatus,
  type SignInDisplay,
  type SignInToAllState,
  type StepUpRequest,
  ticketFor,
  type UsableSession,
  upload,
  type VaultMode,
} from 'org-keyring/client';
import { expectType } from './expect.ts';

declare const session: SessionState;
declare const status: SessionStatus;
declare const keyring: Keyring;

// A page gets the keyring, and its state without any token.
expectType<Promise<Keyring>>()(connectKeyring());
expectType<() => KeyringSnapshot>()(keyring.getSnapshot);
expectType<Promise<VaultMode>>()(keyring.vaultMode());
expectType<Promise<void>>()(keyring.signInFromLink('?invitation_token=inv_1'));
expectType<string | null>()(keyring.signInState);
void keyring.signIn(null, { hints: { screenHint: 'sign-up', invitationToken: 'inv_1' }, state: 'text' });
// @ts-expect-error: there is no such page of AuthKit.
void keyring.signIn(null, { hints: { screenHint: 'admin' } });
expectType<Impersonation | undefined>()(impersonationOf(session));
expectType<() => void>()(keyring.subscribe(() => {}));
expectType<() => void>()(keyring.onEvent((event) => expectType<KeyringEvent>()(event)));

// Requests that wait until their user has signed in again.
expectType<() => void>()(
  keyring.onStepUps(([request]) => {
    if (request === undefined) return;
    expectType<StepUpRequest>()(request);
    expectType<Promise<SignInDisplay>>()(keyring.confirmStepUp(request));
    expectType<Promise<void>>()(keyring.refuseStepUp(request));
  }),
);

// The guard's states: `shown` has the session, every other one says why the organization is not shown.
const guard = createSessionGuard(keyring, { organization: 'acme' });
expectType<SessionGuardState>()(guard.getState());
const guarded = guard.getState();
if (guarded.type === 'shown') expectType<SessionStatus>()(guarded.status);
else expectType<GuardState>()(guarded);
expectType<SignInToAllState>()(createSignInToAll(keyring).getState());
// @ts-expect-error: no token crosses to the page.
status.session.accessToken;

// `isUsable` narrows: `status` names every state, so a program can switch on it.
if (isUsable(session)) expectType<UsableSession>()(session);
// @ts-expect-error: not a state.
const unknownState: SessionState['status'] = 'logged-in';

// A slug is a string that was parsed.
expectType<OrganizationKey | undefined>()(parseOrganizationSlug('acme'));
expectType<OrganizationKey | undefined>()(organizationSlugOfPath('/acme/'));
const slug: string = parseOrganizationSlug('acme') ?? '';
// @ts-expect-error: any string may be no slug.
const unparsed: OrganizationKey = slug;

// A request returns what `fetch` returns.
expectType<Promise<Response>>()(orgFetch('globex', '/api/notes', { method: 'POST', body: '{}' }));
// @ts-expect-error: the organization comes first.
orgFetch();

// Programs switch on the codes of errors; a misspelt one does not compile.
expectType<KeyringErrorCode>()(new KeyringError('offline', 'No network.').code);
expectType<number | null>()(new KeyringError('offline', 'No network.').retryAfter);
// @ts-expect-error: not a code.
const misspelt: KeyringErrorCode = 'off-line';

// Lists and events are read-only.
// @ts-expect-error: a snapshot cannot be changed.
keyring.getSnapshot().sessions.push(status);
// @ts-expect-error: a sign-in leaves this page or opens a window; there is no third way.
await keyring.signIn('acme', { display: 'frame' });

export { misspelt, unknownState, unparsed };

// Requests that no plain `fetch` can be have the interfaces of the platform.
const socket: WebSocket = orgSocket('acme', '/api/presence');
const source: EventSource = orgEventSource('acme', '/api/notes/stream');
expectType<readonly number[]>()([socket.readyState, source.readyState] as readonly number[]);
expectType<Promise<string>>()(ticketFor('acme', '/api/presence'));
expectType<Promise<Response>>()(upload('acme', '/api/files', new Blob()));
expectType<Promise<void>>()(download('acme', '/api/files/1'));
// @ts-expect-error A stream cannot be sent a second time.
upload('acme', '/api/files', new ReadableStream());

const notifications = createPushNotifications(keyring, { url: '/api/push' });
expectType<'checking' | 'unsupported' | 'denied' | 'off' | 'on' | 'busy'>()(notifications.getState().status);
expectType<Promise<void>>()(notifications.leave('all'));
// @ts-expect-error: the API that stores subscriptions is required.
createPushNotifications(keyring);
