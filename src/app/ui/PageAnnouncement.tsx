import { useLocation } from '@solidjs/router';
import { createEffect, createSignal, on } from 'solid-js';
import { pageTitle } from './PageTitle.tsx';

/**
 * Tells screen readers the title of the page that a navigation inside the app led to. They read the title of a new document
 * by themselves, but not a later change of it.
 */
export function PageAnnouncement() {
  const location = useLocation();
  const [words, setWords] = createSignal('');
  const first = location.pathname;
  let hasNavigated = false;
  let last: string | undefined;
  createEffect(
    on(pageTitle, (title) => {
      // The address precedes the title of its page.
      hasNavigated ||= location.pathname !== first;
      // While the session is not confirmed there is no title, and the page names no organization.
      if (title === undefined) setWords('');
      // A page that is confirmed again is not a new one.
      else if (hasNavigated && title !== last) setWords(title);
      last = title ?? last;
    }),
  );
  return (
    <p class="visually-hidden" aria-live="polite">
      {words()}
    </p>
  );
}
