import * as keyring from '../../src/client/index.ts';

// The page of an app that uses the package, with nothing else in it.
Object.assign(window, { keyring });
