import { For } from 'solid-js';
import { isUsable, type SessionStatus } from '../../client/index.ts';
import { organizationHue } from '../organization-hue.ts';
import { stateWords } from '../session-words.ts';
import { OrganizationTag } from './OrganizationTag.tsx';

/** One card per organization, with the state of its session in words. */
export function OrganizationCards(props: { organizations: readonly SessionStatus[] }) {
  return (
    <ul class="cards" aria-label="Organizations">
      <For each={props.organizations}>
        {({ organization: { slug, name }, session }) => (
          <li style={{ '--hue': organizationHue(slug) }}>
            <a class="card organization-card" href={`/${slug}/`}>
              <OrganizationTag slug={slug} name={name} />
              <span class="organization-card-text">
                <span class="organization-card-name">{name}</span>
                <span class="state" classList={{ 'state-good': isUsable(session) }}>
                  {stateWords(session)}
                </span>
              </span>
            </a>
          </li>
        )}
      </For>
    </ul>
  );
}
