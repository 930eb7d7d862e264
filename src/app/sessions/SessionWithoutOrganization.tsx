import type { UsableSession } from '../../client/index.ts';
import { Facts } from '../ui/Facts.tsx';
import { Moment } from '../ui/Moment.tsx';
import { Expiry } from './Expiry.tsx';
import { SignOutOfNoneButton } from './SignOutButton.tsx';
import { nameOf } from './session-words.ts';

/** The session of a user who belongs to no organization, and the button that ends it. */
export function SessionWithoutOrganization(props: { session: UsableSession }) {
  return (
    <Facts
      heading="No organization"
      facts={[
        ['User', nameOf(props.session.user)],
        ['Signed in', <Moment at={props.session.signedInAt} />],
        ['Access token expires', <Expiry session={props.session} />],
      ]}
    >
      <div class="actions">
        <SignOutOfNoneButton />
      </div>
    </Facts>
  );
}
