import { organizationSlugOfPath } from '../../client/index.ts';
import { unlinkManifest } from '../organizations/document-identity.ts';
import { deleteSlugs } from '../organizations/known-slugs.ts';
import { AllOrganizationsLink } from './AllOrganizationsLink.tsx';
import { MessagePage } from './MessagePage.tsx';

/** Shown for unknown paths and unknown organizations. */
export function NotFound(props: { isUnknownOrganization?: boolean }) {
  unlinkManifest();
  const slug = organizationSlugOfPath(location.pathname);
  // It may have been known on this device before it was deleted.
  if (props.isUnknownOrganization === true && slug !== undefined) deleteSlugs(slug);
  return (
    <MessagePage heading="Page not found" actions={<AllOrganizationsLink isPrimary />}>
      <p>No page or organization exists at this URL. Check the link, or go to your organizations.</p>
    </MessagePage>
  );
}
