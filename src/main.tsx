import { render } from 'solid-js/web';
import { linkManifestOf } from './app/document-identity.ts';
import { watchInstallPrompt } from './app/install-prompt.ts';
import { type Connection, Start } from './app/Start.tsx';
import { connectKeyring, type Keyring, OrganizationChange } from './client/index.ts';
import './app/styles/tokens.css';
import './app/styles/base.css';
import './app/styles/controls.css';
import './app/styles/shell.css';
import './app/styles/switcher.css';
import './app/styles/page.css';
import './app/styles/organizations.css';
import './app/styles/message.css';
import './app/styles/settings.css';
import './app/styles/sessions.css';
import './app/styles/notes.css';
import './app/styles/journal.css';
import './app/styles/sign-in.css';
import './app/styles/motion.css';

watchInstallPrompt();
linkManifestOf(location.pathname);

let keyring: Keyring | undefined;
let organizationChange: OrganizationChange | undefined;

/**
 * Everything that must be there before the app may render: the worker, this page's organization, its sessions. Each
 * step has a limit, and a call after a failed one continues with the step that failed.
 */
async function connect(): Promise<Connection> {
  keyring ??= await connectKeyring();
  organizationChange ??= new OrganizationChange();
  await organizationChange.start();
  return { keyring, organizationChange, initialSnapshot: await keyring.snapshot() };
}

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no element #root');
render(() => <Start connect={connect} />, root);
