import { Route, Router, type RouteSectionProps } from '@solidjs/router';
import {
  parseOrganizationSlug,
  SIGN_IN_FAILED_PATH,
  SIGN_IN_FINISHED_PATH,
  SIGN_IN_PROGRESS_PATH,
} from '../client/index.ts';
import { OrganizationGate } from '../solid/index.ts';
import { DraftKeeper } from './components/DraftKeeper.tsx';
import { ForgetSignedOut } from './components/ForgetSignedOut.tsx';
import { OrganizationIdentity } from './components/OrganizationIdentity.tsx';
import { OutboxSender } from './components/OutboxSender.tsx';
import { Shell } from './components/Shell.tsx';
import { OrganizationsProvider } from './OrganizationsProvider.tsx';
import { preloadNotes } from './preload-notes.ts';
import { AuthError } from './routes/AuthError.tsx';
import { InspectorPage } from './routes/InspectorPage.tsx';
import { NotesPage } from './routes/NotesPage.tsx';
import { NotFound } from './routes/NotFound.tsx';
import { OrganizationLayout } from './routes/OrganizationLayout.tsx';
import { OrganizationsPage } from './routes/OrganizationsPage.tsx';
import { SessionsPage } from './routes/SessionsPage.tsx';
import { SettingsPage } from './routes/SettingsPage.tsx';
import { SignInFinished } from './routes/SignInFinished.tsx';
import { SignInProgressPage } from './routes/SignInProgressPage.tsx';

/** Only what page and worker both read as a slug is an organization: `/ACME/` and `/sessions/` are not. */
const ORGANIZATION = { orgSlug: (segment: string) => parseOrganizationSlug(segment) !== undefined };

/** The reference app: every route, inside the frame that all of them share. */
export function App() {
  return (
    <Router root={Root}>
      <Route path="/" component={OrganizationsPage} />
      <Route path="/sessions" component={SessionsPage} />
      <Route path="/sessions/details" component={InspectorPage} />
      <Route path={SIGN_IN_PROGRESS_PATH} component={SignInProgressPage} />
      <Route path={SIGN_IN_FINISHED_PATH} component={SignInFinished} />
      <Route path={SIGN_IN_FAILED_PATH} component={AuthError} />
      <Route path="/:orgSlug" matchFilters={ORGANIZATION} component={OrganizationLayout}>
        <Route path="/" component={NotesPage} preload={preloadNotes} />
        <Route path="/settings" component={SettingsPage} />
      </Route>
      <Route path="*" component={NotFound} />
    </Router>
  );
}

function Root(props: RouteSectionProps) {
  return (
    <OrganizationGate>
      <OrganizationsProvider>
        <ForgetSignedOut />
        <DraftKeeper />
        <OrganizationIdentity />
        <OutboxSender />
        <Shell>{props.children}</Shell>
      </OrganizationsProvider>
    </OrganizationGate>
  );
}
