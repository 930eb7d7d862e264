import { KeyringError } from '../protocol/errors.ts';
import { currentRegistration } from './wait-for-control.ts';

/** Whether this browser has push messages: an iPhone has them only in an installed app. */
export function isPushSupported(): boolean {
  return 'PushManager' in globalThis && 'Notification' in globalThis;
}

/** What the browser says about the notifications of this app. */
export async function readPushStatus(): Promise<'unsupported' | 'denied' | 'off' | 'on'> {
  if (!isPushSupported()) return 'unsupported';
  if (Notification.permission === 'denied') return 'denied';
  if (Notification.permission === 'default') return 'off';
  return (await currentSubscription()) === null ? 'off' : 'on';
}

/** The subscription of this browser; null: there is none. */
export async function currentSubscription(): Promise<PushSubscription | null> {
  return (await currentRegistration())?.pushManager.getSubscription() ?? null;
}

/** @throws KeyringError `controller_missing` without a registered worker */
export async function requirePushManager(): Promise<PushManager> {
  const manager = (await currentRegistration())?.pushManager;
  if (manager === undefined)
    throw new KeyringError('controller_missing', 'The session worker is not running.');
  return manager;
}
