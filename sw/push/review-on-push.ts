import type { ApiRule } from '../../src/protocol/configuration.ts';
import { attempt, parseRecord } from '../../src/protocol/parse.ts';
import { type KeyringPaths, organizationOfPath, pathOfOrganization } from '../../src/protocol/paths.ts';
import { parsePush } from '../../src/protocol/session-hint.ts';
import { confirmAnnouncement } from '../fetch/confirm-announcement.ts';
import { isTopLevelWindow } from '../messages/notify-clients.ts';
import { scope } from '../scope.ts';
import { type NotificationWords, organizationOfTag, tagOf, wordsOf } from './notification.ts';
import { type RenewParts, renewSubscription } from './renew-subscription.ts';
import { type PushOutcome, type ReviewParts, reviewHint } from './review-hint.ts';

/** What the keyring gives to its push listeners. */
export interface PushParts extends ReviewParts, Pick<RenewParts, 'accessToken'> {
  readonly apis: readonly ApiRule[];
  readonly paths: KeyringPaths;
  /** Resolves when the work in the background has ended, such as writing what a refresh brought. */
  readonly settled: () => Promise<void>;
}

/** Registers the push listeners, for `installKeyring`. @param partsOf `undefined`: the worker has no keyring */
export type PushListeners = (partsOf: () => PushParts | undefined) => void;

/** The settings of {@link reviewOnPush}. */
export interface ReviewOnPushOptions {
  /** The API that stores subscriptions, as in `createPushNotifications` of the page. It must be of an API in `apis`. */
  readonly url: string;
  /** The words of the notification, for other languages. Default: English. */
  readonly words?: ((outcome: PushOutcome) => NotificationWords) | undefined;
  /**
   * What happens to push messages that are no hints. `notify`: a notification says that the message could not be read, because
   * browsers demand one. `ignore`: a listener of the app handles them. Default: `notify`.
   */
  readonly otherMessages?: 'notify' | 'ignore' | undefined;
}

/**
 * Makes the worker follow push messages of `createPushHints` while no page is open. It asks AuthKit about the session,
 * acts on that response, and shows one notification that says what happened. A click opens the organization.
 *
 * An app that does not pass it to `installKeyring` ships none of its code.
 *
 * @example
 * installKeyring({ push: reviewOnPush({ url: '/api/push' }) });
 */
export function reviewOnPush(options: ReviewOnPushOptions): PushListeners {
  const { words = wordsOf, otherMessages = 'notify' } = options;
  return (partsOf) => {
    scope.addEventListener('push', (event) => {
      const parts = partsOf();
      if (parts === undefined) return;
      const hint = parsePush(event.data?.text() ?? '');
      if (hint === undefined && otherMessages === 'ignore') return;
      event.stopImmediatePropagation();
      const review = async (): Promise<void> => {
        const unknown: PushOutcome = { type: 'unchecked', organizations: [] };
        const outcome: PushOutcome =
          hint === undefined
            ? { type: 'unreadable', organizations: [] }
            : await reviewHint(hint, parts).catch(() => unknown);
        await show(outcome, words(outcome));
        await parts.settled();
      };
      event.waitUntil(review());
    });

    scope.addEventListener('notificationclick', (event) => {
      const parts = partsOf();
      const organizationId = organizationOfTag(event.notification.tag);
      if (parts === undefined || organizationId === undefined) return;
      event.stopImmediatePropagation();
      event.notification.close();
      event.waitUntil(open(organizationId, parts));
    });

    scope.addEventListener('pushsubscriptionchange', (event) => {
      const parts = partsOf();
      if (parts === undefined) return;
      const url = new URL(options.url, location.origin);
      const manager = scope.registration.pushManager;
      event.waitUntil(renewSubscription(event, { ...parts, url, manager }).catch(() => {}));
    });
  };
}

async function show(outcome: PushOutcome, { title, body }: NotificationWords): Promise<void> {
  // Only news makes a sound.
  const options = { body, tag: tagOf(outcome), silent: outcome.type !== 'ended' };
  // Without the permission there is no notification.
  await scope.registration.showNotification(title, options).catch(() => {});
}

/** Focuses a page of the organization, or opens one. */
async function open(organizationId: string | null, { listSessions, paths }: PushParts): Promise<void> {
  const organization = (await listSessions())
    .map((status) => status.organization)
    .find(({ id }) => id === organizationId);
  const path = organization === undefined ? paths.scope : pathOfOrganization(organization.slug, paths);
  const windows = (await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })).filter(
    isTopLevelWindow,
  );
  const keys = await Promise.all(windows.map((window) => shownIn(window, paths)));
  const shown = windows[keys.indexOf(organizationOfPath(path, paths) ?? null)];
  if (shown === undefined) await scope.clients.openWindow(path);
  else await shown.focus();
}

/**
 * The organization that a window shows. Its URL is the one with which it was loaded (Service Workers, "creation URL"), so
 * after a switch only the page knows.
 *
 * @returns null: none; `undefined`: the window is outside of the app
 */
async function shownIn({ id, url }: WindowClient, paths: KeyringPaths): Promise<unknown> {
  const { pathname } = new URL(url);
  if (!pathname.startsWith(paths.scope)) return undefined;
  const reply = await confirmAnnouncement(id);
  const latest = attempt(() => parseRecord(reply, 'reply'));
  return latest === undefined ? (organizationOfPath(pathname, paths) ?? null) : latest.slug;
}
