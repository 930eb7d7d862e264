import { Route, Router, type RouteSectionProps, useCurrentMatches } from '@solidjs/router';
import { Show } from 'solid-js';
import { keyringPaths, parseOrganizationSlug } from '../client/index.ts';
import { OrganizationGate, useKeyring } from '../solid/index.ts';
import { DraftKeeper } from './notes/DraftKeeper.tsx';
import { NotesPage } from './notes/NotesPage.tsx';
import { OutboxSender } from './notes/OutboxSender.tsx';
import { preloadNotes } from './notes/preload-notes.ts';
import { OrganizationIdentity } from './organizations/OrganizationIdentity.tsx';
import { OrganizationLayout } from './organizations/OrganizationLayout.tsx';
import { OrganizationsPage } from './organizations/OrganizationsPage.tsx';
import { OrganizationsProvider } from './organizations/OrganizationsProvider.tsx';
import { SettingsPage } from './organizations/SettingsPage.tsx';
import { CheckEndings } from './sessions/CheckEndings.tsx';
import { DeleteSignedOut } from './sessions/DeleteSignedOut.tsx';
import { InspectorPage } from './sessions/InspectorPage.tsx';
import { notificationsOf } from './sessions/notifications.ts';
import { SessionsPage } from './sessions/SessionsPage.tsx';
import { AuthError } from './sign-in/AuthError.tsx';
import { SignInFinished } from './sign-in/SignInFinished.tsx';
import { SignInFromLink } from './sign-in/SignInFromLink.tsx';
import { SignInProgressPage } from './sign-in/SignInProgressPage.tsx';
import { StepUpDialog } from './sign-in/StepUpDialog.tsx';
import { NotFound } from './ui/NotFound.tsx';
import { pageOf } from './ui/page-of.ts';
import { Shell } from './ui/Shell.tsx';

/** Matches only segments that the page and the worker both parse as a slug. `/ACME/` and `/sessions/` do not match. */
const ORGANIZATION = { orgSlug: (segment: string) => parseOrganizationSlug(segment) !== undefined };

/** The reference app: all routes inside the shared layout. */
export function App() {
  const { organization, signIn, signInProgress, signInFinished, signInFailed } = keyringPaths();
  return (
    <Router root={Root}>
      <Route path={pageOf()} component={OrganizationsPage} />
      <Route path={pageOf('sessions')} component={SessionsPage} />
      <Route path={pageOf('sessions/details')} component={InspectorPage} />
      <Route path={signIn} component={SignInFromLink} />
      <Route path={signInProgress} component={SignInProgressPage} />
      <Route path={signInFinished} component={SignInFinished} />
      <Route path={signInFailed} component={AuthError} />
      <Route
        path={organization.replace(':organization/*', ':orgSlug')}
        matchFilters={ORGANIZATION}
        component={OrganizationLayout}
      >
        <Route path="/" component={NotesPage} preload={preloadNotes} />
        <Route path="/settings" component={SettingsPage} />
      </Route>
      <Route path="*" component={NotFound} />
    </Router>
  );
}

function Root(props: RouteSectionProps) {
  // None, not even `*`, matches a path with an empty segment, such as `/acme//`.
  const matches = useCurrentMatches();
  // On every page: a new sign-in is registered for notifications while they are on.
  notificationsOf(useKeyring().keyring);
  return (
    <OrganizationGate>
      <OrganizationsProvider>
        <DeleteSignedOut />
        <CheckEndings />
        <DraftKeeper />
        <OrganizationIdentity />
        <OutboxSender />
        <StepUpDialog />
        <Shell>
          <Show when={matches().length > 0} fallback={<NotFound />}>
            {props.children}
          </Show>
        </Shell>
      </OrganizationsProvider>
    </OrganizationGate>
  );
}
