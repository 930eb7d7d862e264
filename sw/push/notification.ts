import type { PushOutcome } from './review-hint.ts';

/** The words of a notification. */
export interface NotificationWords {
  readonly title: string;
  readonly body: string;
}

/** Distinguishes the keyring's notifications from those of the app. */
const TAG = 'keyring-session';

/** The words in English. They name organizations that this device knows, and repeat nothing of the message. */
export function wordsOf({ type, organizations }: PushOutcome): NotificationWords {
  const names = organizations.map(({ name }) => name).join(', ');
  const isOne = organizations.length === 1;
  switch (type) {
    case 'ended':
      return {
        title: isOne ? `${names}: your session was ended` : `${organizations.length} sessions were ended`,
        body: isOne ? 'Open it to see why and to sign in again.' : `${names}. Open one to sign in again.`,
      };
    case 'active':
      return {
        title: `${names}: you are still signed in`,
        body: 'The server reported a change. This device has checked your session.',
      };
    case 'unchecked':
      return {
        title: names === '' ? 'Your sessions were not checked yet' : `${names}: not checked yet`,
        body: 'The server reported a change, and your session could not be checked now. It is checked when you next use it.',
      };
    case 'unconcerned':
      return {
        title: 'Your sessions are unchanged',
        body: 'The server reported a change of a session that is not on this device.',
      };
    case 'unreadable':
      return {
        title: 'A message could not be read',
        body: 'Your sessions on this device are unchanged.',
      };
  }
}

/** Only one organization can be opened by a click. */
export function tagOf({ type, organizations }: PushOutcome): string {
  const [organization] = organizations;
  const id = organizations.length === 1 ? organization?.id : undefined;
  return [TAG, type, ...(id === undefined ? [] : [id])].join(' ');
}

/**
 * Reads the tag of a notification that was clicked. Script in a page can show notifications with any tag, so it only
 * chooses among the organizations of this device.
 *
 * @returns `undefined`: not a notification of the keyring; null: it is about no single organization
 */
export function organizationOfTag(tag: string): string | null | undefined {
  const [prefix, , organizationId] = tag.split(' ');
  return prefix === TAG ? (organizationId ?? null) : undefined;
}
