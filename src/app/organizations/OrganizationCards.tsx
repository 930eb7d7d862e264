import { isUsable, organizationHue, pathOfOrganization, type SessionStatus } from '../../client/index.ts';
import { ForOrganizations } from './ForOrganizations.tsx';
import { OrganizationSlug } from './OrganizationSlug.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';
import { OrganizationTag } from './OrganizationTag.tsx';
import { createSteadyOrder } from './steady-order.ts';

/** One card per organization, with the state of its session. */
export function OrganizationCards(props: { organizations: readonly SessionStatus[] }) {
  const organizations = createSteadyOrder(() => props.organizations);
  return (
    <ul class="cards" aria-label="Organizations">
      <ForOrganizations each={organizations()}>
        {(status) => <OrganizationCard status={status()} />}
      </ForOrganizations>
    </ul>
  );
}

function OrganizationCard(props: { status: SessionStatus }) {
  const { stateWords } = useOrganizations();
  const organization = () => props.status.organization;
  return (
    <li style={{ '--hue': organizationHue(organization().slug) }}>
      <a class="card organization-card" href={pathOfOrganization(organization().slug)}>
        <OrganizationTag slug={organization().slug} name={organization().name} />
        <span class="organization-card-text">
          <span class="organization-card-name">{organization().name}</span>
          <OrganizationSlug organization={organization()} />
          <span class="state" classList={{ 'state-good': isUsable(props.status.session) }}>
            {stateWords(props.status)}
          </span>
        </span>
      </a>
    </li>
  );
}
