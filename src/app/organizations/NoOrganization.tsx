import type { UsableSession } from '../../client/index.ts';
import { SignOutOfNoneButton } from '../sessions/SignOutButton.tsx';
import { CreateOrganization } from './CreateOrganization.tsx';

/** The first page of a user who belongs to no organization, for example after a sign-up. */
export function NoOrganization(props: { session: UsableSession }) {
  return (
    <section class="stack">
      <div class="page-head">
        <div>
          <h1>Create your first organization</h1>
          <p class="hint">
            You are signed in as {props.session.user.email} and belong to no organization yet. Create one, or
            open the link of an invitation.
          </p>
        </div>
        <div class="actions">
          <SignOutOfNoneButton />
        </div>
      </div>
      <CreateOrganization slug={null} />
    </section>
  );
}
