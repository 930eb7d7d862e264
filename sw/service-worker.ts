import type { PrecacheEntry } from 'workbox-precaching';
import { registerAppShell } from './app-shell.ts';
import { installKeyring } from './install-keyring.ts';
import { reviewOnPush } from './push/review-on-push.ts';
import { takeOverAtOnce } from './take-over.ts';

declare const self: { readonly __WB_MANIFEST: readonly (string | PrecacheEntry)[] };

// The keyring comes first, so its requests never reach the app shell's routes. If it throws, nothing else runs.
const paths = installKeyring({ push: reviewOnPush({ url: '/api/push' }) });
registerAppShell(self.__WB_MANIFEST, paths);

// Sessions are in the store, and old pages use the same protocol.
takeOverAtOnce();
