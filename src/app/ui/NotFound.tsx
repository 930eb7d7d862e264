import { MessagePage } from './MessagePage.tsx';
import { pageOf } from './page-of.ts';

/** Shown for unknown paths and unknown organizations. */
export function NotFound() {
  return (
    <MessagePage
      heading="Page not found"
      actions={
        <a class="button button-primary" href={pageOf()}>
          All organizations
        </a>
      }
    >
      <p>No page or organization exists at this URL. Check the link, or go to your organizations.</p>
    </MessagePage>
  );
}
