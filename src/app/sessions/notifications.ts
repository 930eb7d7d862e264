import { type Accessor, from } from 'solid-js';
import {
  createPushNotifications,
  type Keyring,
  type PushNotifications,
  type PushState,
} from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';

const ofKeyring = new WeakMap<Keyring, PushNotifications>();

/** The notifications of this browser. A page has one of them, which also registers new sign-ins. */
export function notificationsOf(keyring: Keyring): PushNotifications {
  const known = ofKeyring.get(keyring);
  if (known !== undefined) return known;
  const created = createPushNotifications(keyring, { url: '/api/push' });
  ofKeyring.set(keyring, created);
  return created;
}

/** The notifications of this browser with their state, for a component. */
export function useNotifications(): PushNotifications & { readonly state: Accessor<PushState> } {
  const notifications = notificationsOf(useKeyring().keyring);
  const state = from<PushState>(
    (set) => notifications.subscribe(() => set(notifications.getState())),
    notifications.getState(),
  );
  return { ...notifications, state };
}
