import { render } from 'solid-js/web';
import { watchInstallPrompt } from './app/install/install-prompt.ts';
import { linkManifestOf } from './app/organizations/document-identity.ts';
import { type Connection, Start } from './app/Start.tsx';
import { followTranslation } from './app/ui/follow-translation.ts';
import { makePathReadable } from './app/ui/readable-path.ts';
import {
  connectKeyring,
  type Keyring,
  type KeyringPathsOptions,
  OrganizationChange,
  setKeyringPaths,
} from './client/index.ts';
import './app/ui/tokens.css';
import './app/ui/base.css';
import './app/ui/controls.css';
import './app/ui/shell.css';
import './app/organizations/switcher.css';
import './app/ui/page.css';
import './app/organizations/organizations.css';
import './app/ui/message.css';
import './app/organizations/settings.css';
import './app/sessions/sessions.css';
import './app/notes/notes.css';
import './app/sessions/log.css';
import './app/sign-in/sign-in.css';
import './app/ui/motion.css';

/** `vite.config.ts` defines it: the paths that the server and the worker have. */
declare const __KEYRING_PATHS__: KeyringPathsOptions;

setKeyringPaths(__KEYRING_PATHS__);
makePathReadable();
watchInstallPrompt();
linkManifestOf(location.pathname);

let keyring: Keyring | undefined;
let organizationChange: OrganizationChange | undefined;

/**
 * Connects what the app needs before it renders: the worker, the sessions, and the organization of this page. Each step
 * has a limit, and a call after a failed one continues with the step that failed.
 */
async function connect(): Promise<Connection> {
  keyring ??= await connectKeyring();
  organizationChange ??= new OrganizationChange();
  await organizationChange.start();
  return { keyring, organizationChange };
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
root.replaceChildren();
followTranslation(root);
render(() => <Start connect={connect} />, root);
