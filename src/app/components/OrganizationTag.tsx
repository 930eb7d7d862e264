import { organizationHue } from '../organization-hue.ts';

/** An organization's key tag: its initial on its colour. It decorates a name that stands beside it. */
export function OrganizationTag(props: { slug: string; name: string; size?: 'small' | 'large' }) {
  return (
    <span
      class="tag"
      classList={{ 'tag-large': props.size === 'large', 'tag-small': props.size === 'small' }}
      style={{ '--hue': organizationHue(props.slug) }}
      aria-hidden="true"
    >
      {initialsOf(props.name)}
    </span>
  );
}

/** "Acme" is A, "Blue Harbour" is BH, "Org 05" is 05: what tells one name from its neighbours. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter((word) => word !== '');
  const number = words.find((word) => /^\d{1,2}$/.test(word));
  if (number !== undefined) return number;
  return words
    .slice(0, 2)
    .map((word) => [...word][0] ?? '')
    .join('')
    .toUpperCase();
}
