import { unlinkManifest } from '../organizations/document-identity.ts';
import { AllOrganizationsLink } from './AllOrganizationsLink.tsx';
import { MessagePage } from './MessagePage.tsx';

/** Shown for unknown paths and unknown organizations. */
export function NotFound() {
  // The document links the manifest of the organization in its URL before it is known whether that organization exists.
  unlinkManifest();
  return (
    <MessagePage heading="Page not found" actions={<AllOrganizationsLink isPrimary />}>
      <p>No page or organization exists at this URL. Check the link, or go to your organizations.</p>
    </MessagePage>
  );
}
