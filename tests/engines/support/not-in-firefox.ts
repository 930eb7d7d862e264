/**
 * What `npm run test:engines` leaves out in Firefox, by file and by title, each for what the harness cannot do there.
 * None of it is known to be a defect of ours in Firefox; it is not shown to hold there either (docs/engines.md).
 */
export const FILES_NOT_IN_FIREFOX: readonly RegExp[] = [
  // They limit the quota, delete site data, push a message or run script in the worker by the Chrome DevTools Protocol, which
  // Firefox does not speak.
  /e2e\/a-notification-opens-the-window-of-its-organization/,
  /e2e\/a-push-message-ends-a-revoked-session-without-a-page/,
  /e2e\/cleared-site-data-is-explained/,

  // They start their own Chromium: with a profile on disk, with the back/forward cache, without site data, with large text, or to
  // install apps.
  /e2e\/a-restarted-browser-needs-no-oauth/,
  /e2e\/a-restored-page-shows-nothing-before-its-session-is-confirmed/,
  /e2e\/an-installed-organization-opens-as-itself/,
  /e2e\/blocked-site-data-is-explained/,
  /e2e\/large-text-fits-a-phone/,
  /e2e\/the-badge-counts-unseen-notes/,

  // They test `Connection-Allowlist`, which Firefox ignores: see the-exits-that-firefox-leaves-open.
  /attack\/no-exit-leads-to-another-host/,
  /attack\/the-connection-allowlist-alone-closes-every-exit/,
  /attack\/without-its-headers-every-exit-is-open/,

  // It replaces the script of the worker, which Playwright does not intercept there.
  /e2e\/an-app-that-does-not-start-keeps-the-focus/,

  // They test only the servers, independent of the browser.
  /e2e\/a-port-in-use-is-reported-at-once/,
  /e2e\/the-main-job-works-on-every-host/,
];

/** Single tests, of files whose other tests run. */
export const TITLES_NOT_IN_FIREFOX: readonly RegExp[] = [
  // The Chrome DevTools Protocol again: a quota, the reading of a manifest, an input method.
  /over quota:/,
  /Chromium finds two apps/,
  /the keys of an input method neither choose an organization nor discard an edit/,
  // A page is in front again in Firefox when the other tab closes. It then shows the sign-out, before the test can use it.
  /a request that the worker refuses with authorization_required shows the sign-out/,
  // These start their own Chromium too.
  /the browser's own offer becomes a hint that shows once/,
  /notes are queued offline over 3 organizations/,
  /the window of an installed app shows no install offer/,
  // When the window of a sign-in closes, Firefox without a screen gives the focus back to no page (`document.hasFocus()`
  // stays false, also after Playwright's `bringToFront`): no ring is drawn, no Space checks a box. All before it held.
  /only by keyboard/,
  // Playwright's way back from AuthKit's page waits in vain for a load. `history.back()` leads to the list, as it should,
  // and Playwright then knows neither the URL nor the document.
  /a user without an AuthKit session is asked to log in once/,
];
