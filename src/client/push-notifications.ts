import { KeyringError } from '../protocol/errors.ts';
import { parseRecord, parseString } from '../protocol/parse.ts';
import { oneOfEachSignIn, signInKey } from '../protocol/session-hint.ts';
import type { Organization, SessionStatus } from '../protocol/session-status.ts';
import type { Keyring } from './keyring.ts';
import { createOrgFetch } from './org-fetch.ts';
import type { PushNotifications, PushState } from './push-state.ts';
import {
  currentSubscription,
  isPushSupported,
  readPushStatus,
  requirePushManager,
} from './push-subscription.ts';
import { Store } from './store.ts';
import { withLimit } from './with-limit.ts';

/** The settings of {@link createPushNotifications}. */
export interface PushNotificationsOptions {
  /** The API that stores subscriptions (`createPushHints`), the same as in `reviewOnPush` of the worker. */
  readonly url: string;
}

/** What it uses of the keyring. */
export type PushKeyring = Pick<Keyring, 'getSnapshot' | 'subscribe'>;

/** Longest wait for the browser, which asks its push service, ms. */
const BROWSER_LIMIT = 30_000;
/** Longest request to the app's server, ms. */
const REQUEST_LIMIT = 10_000;
/** Longest delay of a sign-out, ms. */
const LEAVE_LIMIT = 3_000;

/**
 * Manages the notifications of this browser about sessions that end while no page is open. While they are on, it registers
 * the browser for each new sign-in. It asks for no permission before {@link PushNotifications.turnOn}.
 *
 * @example
 * const notifications = createPushNotifications(keyring, { url: '/api/push' });
 * button.onclick = () => void notifications.turnOn();
 */
export function createPushNotifications(
  keyring: PushKeyring,
  { url }: PushNotificationsOptions,
): PushNotifications {
  const store = new Store<PushState>({ status: 'checking' });
  /** The sign-ins that the server knows, as far as this page knows. */
  const registered = new Set<string>();
  const sessions = (): readonly SessionStatus[] => keyring.getSnapshot().sessions;

  const send = async ({ organization }: SessionStatus, init: RequestInit): Promise<Response> => {
    const signal = AbortSignal.timeout(REQUEST_LIMIT);
    const response = await createOrgFetch(organization.slug)(url, { ...init, signal });
    if (response.ok) return response;
    throw new KeyringError('temporarily_unavailable', 'The server did not accept the notifications.');
  };
  const register = async (subscription: PushSubscription): Promise<void> => {
    const body = JSON.stringify(subscription);
    const headers = { 'Content-Type': 'application/json' };
    for (const status of oneOfEachSignIn(sessions())) {
      const key = signInKey(status) ?? '';
      if (registered.has(key)) continue;
      registered.add(key);
      await send(status, { method: 'POST', headers, body }).catch((error: unknown) => {
        registered.delete(key);
        throw error;
      });
    }
  };
  const unregister = (endpoint: string, statuses: readonly SessionStatus[]): Promise<unknown> => {
    const body = JSON.stringify({ endpoint });
    return Promise.allSettled(statuses.map((status) => send(status, { method: 'DELETE', body })));
  };

  const subscribe = async (): Promise<PushSubscription> => {
    const [first] = oneOfEachSignIn(sessions());
    if (first === undefined) throw new KeyringError('authorization_required', 'Sign in first.');
    const { publicKey } = parseRecord(await (await send(first, {})).json(), 'response');
    const manager = await requirePushManager();
    // A subscription works with one key only, and the server may have a new one.
    await (await manager.getSubscription())?.unsubscribe();
    return manager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: parseString(publicKey, 'publicKey', 128),
    });
  };

  const readStatus = (): Promise<PushState['status']> => readPushStatus().catch(() => 'unsupported' as const);
  /** Another tab may have turned them on or off. A failure is repaired at the next change of the sessions, or by the next page. */
  const refresh = async (): Promise<void> => {
    const status = await readStatus();
    const shown = store.get().status;
    if (shown === 'busy') return;
    if (status !== shown) store.set({ status });
    if (status !== 'on') return;
    const registering = async (): Promise<void> => {
      const subscription = await currentSubscription();
      if (subscription !== null) await register(subscription);
    };
    await registering().catch(ignore);
  };
  const change = async (work: () => Promise<void>): Promise<void> => {
    store.set({ status: 'busy' });
    const failure = await withLimit(work(), BROWSER_LIMIT, late).then(
      () => ({}),
      (error: unknown) => ({ error }),
    );
    store.set({ status: await readStatus(), ...failure });
  };
  const turnOn = async (): Promise<void> => {
    const subscription = await subscribe();
    registered.clear();
    try {
      await register(subscription);
    } catch (error) {
      await subscription.unsubscribe();
      throw error;
    }
  };
  const turnOff = async (): Promise<void> => {
    const subscription = await currentSubscription();
    if (subscription === null) return;
    // Without its subscription the browser receives nothing, whatever the server knows.
    await subscription.unsubscribe();
    await unregister(subscription.endpoint, oneOfEachSignIn(sessions()));
  };
  const leave = async (organizations: readonly Organization[] | 'all'): Promise<void> => {
    const subscription = await currentSubscription();
    if (subscription === null) return;
    const isLeaving = ({ organization }: SessionStatus): boolean =>
      organizations === 'all' || organizations.some(({ id }) => id === organization.id);
    const leaving = sessions().filter(isLeaving);
    const staying = new Set(
      sessions()
        .filter((status) => !isLeaving(status))
        .map(signInKey),
    );
    // Organizations that stay may share a sign-in with one that the user leaves.
    const ending = oneOfEachSignIn(leaving).filter((status) => !staying.has(signInKey(status)));
    // A registration that has failed before must not be repeated until the sign-out is done.
    for (const status of ending) registered.add(signInKey(status) ?? '');
    // After the last sign-in the next user of this browser decides for themselves.
    const isLast = ![...staying].some((key) => key !== undefined);
    await Promise.all([
      unregister(subscription.endpoint, ending),
      isLast ? subscription.unsubscribe() : undefined,
    ]);
  };

  const stop = keyring.subscribe(() => void refresh());
  void refresh();
  return {
    getState: store.get,
    subscribe: store.subscribe,
    async turnOn() {
      store.set({ status: 'busy' });
      // First of all: a browser shows its question only shortly after a click. The user may take any time to decide.
      const permission = isPushSupported()
        ? await Notification.requestPermission().catch(() => 'default')
        : 'unsupported';
      await change(async () => {
        if (permission === 'granted') await turnOn();
      });
    },
    turnOff: () => change(turnOff),
    async leave(organizations) {
      // Another tab may have turned them on, so the state of this page does not decide.
      if (!isPushSupported() || Notification.permission !== 'granted') return;
      await withLimit(leave(organizations), LEAVE_LIMIT, late).catch(ignore);
      // Without the registrations of `refresh`: the sign-out waits for this.
      const status = await readStatus();
      if (store.get().status !== status && store.get().status !== 'busy') store.set({ status });
    },
    dispose() {
      stop();
      store.clear();
    },
  };
}

function late(): KeyringError {
  return new KeyringError('deadline_exceeded', 'The notifications could not be changed in time.');
}

function ignore(): void {}
