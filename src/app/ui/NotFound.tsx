import { MessagePage } from './MessagePage.tsx';
import { pageOf } from './page-of.ts';

/** For every path that is no page, and every slug that is no organization. */
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
      <p>There is nothing at this address, or no organization of this name. Check the link, or start over.</p>
    </MessagePage>
  );
}
