import { pageOf } from './page-of.ts';

/** The link to the start page, as a button. */
export function AllOrganizationsLink(props: { isPrimary?: boolean }) {
  return (
    <a class="button" classList={{ 'button-primary': props.isPrimary ?? false }} href={pageOf()}>
      All organizations
    </a>
  );
}
