import type { Keyring, Organization } from '../../client/index.ts';
import { useKeyring } from '../../solid/index.ts';
import { countUnsentNotes } from '../notes/unsent-notes.ts';
import { EndSessionsButton } from './EndSessionsButton.tsx';
import { notificationsOf } from './notifications.ts';

/**
 * Ends one organization's session on this device and at AuthKit. Other sessions are not affected.
 *
 * @param props.describedBy id of an element that tells apart organizations with the same name
 */
export function SignOutButton(props: { organization: Organization; describedBy?: string | undefined }) {
  const { keyring } = useKeyring();
  return (
    <EndSessionsButton
      label={`Sign out of ${props.organization.name}`}
      describedBy={props.describedBy}
      countLost={() => countUnsentNotes((organizationId) => organizationId === props.organization.id)}
      end={() => signOut(keyring, [props.organization])}
    />
  );
}

/** Ends the session of a user who belongs to no organization. It has no notes that could be lost. */
export function SignOutOfNoneButton() {
  const { keyring } = useKeyring();
  return <EndSessionsButton label="Sign out" countLost={async () => 0} end={() => keyring.signOut([null])} />;
}

/** Ends the sessions of several organizations. */
export function SignOutSelectedButton(props: { organizations: readonly Organization[]; onDone: () => void }) {
  const { keyring } = useKeyring();
  return (
    <EndSessionsButton
      label={`Sign out of ${props.organizations.length} selected`}
      countLost={() =>
        countUnsentNotes((organizationId) => props.organizations.some(({ id }) => id === organizationId))
      }
      end={() => signOut(keyring, props.organizations).then(() => props.onDone())}
    />
  );
}

/** Ends every session of this device. @param props.isTold whether the page already says that this is under way */
export function SignOutEverywhereButton(props: { end: () => Promise<void>; isTold: boolean }) {
  return (
    <EndSessionsButton
      label="Sign out everywhere"
      isDanger
      isTold={props.isTold}
      countLost={() => countUnsentNotes(() => true)}
      end={() => props.end()}
    />
  );
}

async function signOut(keyring: Keyring, organizations: readonly Organization[]): Promise<void> {
  await notificationsOf(keyring).leave(organizations);
  await keyring.signOut(organizations);
}
