import { createUniqueId, Match, Switch } from 'solid-js';
import { isUsable, pathOfOrganization, type SessionStatus } from '../../client/index.ts';
import { OrganizationSlug } from '../organizations/OrganizationSlug.tsx';
import { useOrganizations } from '../organizations/OrganizationsProvider.tsx';
import { OrganizationTag } from '../organizations/OrganizationTag.tsx';
import { Moment } from '../ui/Moment.tsx';
import { Expiry } from './Expiry.tsx';
import { SignOutButton } from './SignOutButton.tsx';
import { nameOf } from './session-words.ts';

/** One session of this device, and the button that ends it. */
export function SessionRow(props: {
  status: SessionStatus;
  isSelected: boolean;
  onSelect: (isSelected: boolean) => void;
}) {
  const { stateWords, slugToShow } = useOrganizations();
  const id = createUniqueId();
  /** For the controls of organizations with the same name. */
  const described = () => (slugToShow(organization()) === undefined ? undefined : id);
  const organization = () => props.status.organization;
  const usable = () => (isUsable(props.status.session) ? props.status.session : undefined);
  const user = () => ('user' in props.status.session ? props.status.session.user : null);
  return (
    <tr>
      <td class="session-select">
        <label class="session-select-label">
          <input
            type="checkbox"
            aria-label={`Select ${organization().name}`}
            aria-describedby={described()}
            checked={props.isSelected}
            onChange={({ currentTarget }) => props.onSelect(currentTarget.checked)}
          />
        </label>
      </td>
      <th scope="row">
        <a class="session-organization" href={pathOfOrganization(organization().slug)}>
          <OrganizationTag slug={organization().slug} name={organization().name} size="small" />
          <span class="session-organization-text">
            <span>{organization().name}</span>
            <OrganizationSlug organization={organization()} id={id} />
          </span>
        </a>
      </th>
      <td data-label="User">
        <span class="session-user">
          <span>{userName(user())}</span>
          <span class="hint">{user()?.name == null ? '' : user()?.email}</span>
        </span>
      </td>
      <Switch
        fallback={
          <>
            <td data-label="Since">–</td>
            <td data-label="Refreshed">–</td>
            <td data-label="Token expires">–</td>
          </>
        }
      >
        <Match when={usable()}>
          {(session) => (
            <>
              <td data-label="Since">
                <Moment at={session().signedInAt} />
              </td>
              <td data-label="Refreshed">
                <Moment at={session().refreshedAt} />
              </td>
              <td data-label="Token expires">
                <Expiry session={session()} />
              </td>
            </>
          )}
        </Match>
      </Switch>
      <td data-label="State">
        <span class="pill" classList={{ 'pill-good': usable() !== undefined }}>
          {usable() !== undefined ? 'active' : stateWords(props.status)}
        </span>
      </td>
      <td class="session-action">
        <SignOutButton organization={organization()} describedBy={described()} />
      </td>
    </tr>
  );
}

const userName = (user: Parameters<typeof nameOf>[0] | null): string =>
  user === null ? 'unknown' : nameOf(user);
