import { createClient, getClaims } from '@workos-inc/authkit-js';

// The page of another app of the same WorkOS environment, with nothing of ours in it.
Object.assign(window, { createClient, getClaims });
