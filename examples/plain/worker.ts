import { installKeyring, takeOverAtOnce } from 'org-keyring/worker';

installKeyring();
takeOverAtOnce();
