import { organizationHue, organizationInitials } from '../../client/index.ts';

/** An organization's key tag: its initials on its colour. Decorative: the name is always shown next to it. */
export function OrganizationTag(props: { slug: string; name: string; size?: 'small' | 'large' }) {
  return (
    <span
      class="tag"
      classList={{ 'tag-large': props.size === 'large', 'tag-small': props.size === 'small' }}
      style={{ '--hue': organizationHue(props.slug) }}
      aria-hidden="true"
    >
      {organizationInitials(props.name)}
    </span>
  );
}
