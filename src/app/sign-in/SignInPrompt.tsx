import { createEffect, Show } from 'solid-js';
import type { SessionStatus } from '../../client/index.ts';
import { organizationIdentity, showIdentity } from '../organizations/document-identity.ts';
import { OrganizationTag } from '../organizations/OrganizationTag.tsx';
import { OtherAccounts } from '../organizations/OtherAccounts.tsx';
import { reasonWords } from '../sessions/session-words.ts';
import { MessagePage } from '../ui/MessagePage.tsx';

/** The page of an organization that needs a click to sign in to: it explains why, and has the button. */
export function SignInPrompt(props: { status: SessionStatus; isLimited: boolean; signIn: () => void }) {
  const organization = () => props.status.organization;
  // It exists, and can be installed before the sign-in.
  createEffect(() => showIdentity(organizationIdentity(organization().slug, organization().name)));
  // The heading does not name the organization: its name is a heading only while its session is usable.
  const heading = () => {
    if (props.isLimited) return 'Signing in did not last';
    return props.status.session.status === 'signed-out' ? 'You are signed out' : 'Sign-in needed';
  };
  return (
    <MessagePage
      heading={heading()}
      icon={<OrganizationTag slug={organization().slug} name={organization().name} size="large" />}
    >
      <Show when={!isNotAMember(props.status)}>
        <p>{reasonWords(props.status)}</p>
      </Show>
      <Show when={props.isLimited}>
        <p>
          You were sent to sign in to {organization().name} several times within a minute, and came back
          without a session that works. Nothing more happens by itself; try once more, or ask your
          administrator.
        </p>
      </Show>
      <OtherAccounts
        organization={organization()}
        refusal={isNotAMember(props.status) ? reasonWords(props.status) : undefined}
      >
        <button type="button" class="button button-primary" onClick={() => props.signIn()}>
          Sign in to {organization().name}
        </button>
      </OtherAccounts>
    </MessagePage>
  );
}

const isNotAMember = ({ session }: SessionStatus): boolean =>
  session.status === 'needs-authorization' && session.reason === 'not_a_member';
