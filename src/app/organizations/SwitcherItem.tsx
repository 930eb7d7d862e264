import { isUsable, pathOfOrganization, type SessionStatus } from '../../client/index.ts';
import { CheckIcon } from '../ui/icons.tsx';
import { OrganizationSlug } from './OrganizationSlug.tsx';
import { useOrganizations } from './OrganizationsProvider.tsx';
import { OrganizationTag } from './OrganizationTag.tsx';

/** One organization in the menu. It is a real link, so the router preloads it and a middle click opens a tab. */
export function SwitcherItem(props: { status: SessionStatus; isCurrent: boolean; onChoose: () => void }) {
  const { stateWords, slugToShow } = useOrganizations();
  const organization = () => props.status.organization;
  const label = () => [
    organization().name,
    stateWords(props.status),
    props.isCurrent ? 'current' : undefined,
    slugToShow(organization()),
  ];
  const choose = (event: MouseEvent): void => {
    // A click that opens another tab leaves the menu open for the next click.
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) props.onChoose();
  };
  return (
    <a
      role="menuitem"
      class="switcher-item"
      classList={{ 'is-unusable': !isUsable(props.status.session) }}
      href={pathOfOrganization(organization().slug)}
      aria-label={label()
        .filter((words) => words !== undefined)
        .join(', ')}
      aria-current={props.isCurrent ? 'page' : undefined}
      onClick={choose}
    >
      <OrganizationTag slug={organization().slug} name={organization().name} size="small" />
      <span class="switcher-item-text">
        <span class="switcher-item-name">{organization().name}</span>
        <OrganizationSlug organization={organization()} />
        <span class="switcher-item-state">{stateWords(props.status)}</span>
      </span>
      {props.isCurrent && <CheckIcon />}
    </a>
  );
}
