import { expect, test } from '@playwright/test';
import { Project } from './support/project.ts';

/** `instanceof` recognises only the class that `org-keyring/server` exports. */
const CHECK = `
import { createStaticFiles, KeyringConfigurationError } from 'org-keyring/server';
import { startLocalAuthKit } from 'org-keyring/testing';
import { keyring } from 'org-keyring/vite';

const mistakes = {
  server: () => createStaticFiles({}),
  testing: () => startLocalAuthKit({ appOrigins: 3 }),
  vite: () => keyring({ unknown: 1 }),
};
for (const [entry, make] of Object.entries(mistakes)) {
  const error = await Promise.resolve().then(make).catch((thrown) => thrown);
  if (!(error instanceof KeyringConfigurationError)) throw new Error(entry + ' threw another ' + error.name);
}
`;

test('a wrong setting throws the KeyringConfigurationError that org-keyring/server exports, from each entry of a server', async () => {
  const project = await Project.install({ devDependencies: { vite: '^8.3.4' } });
  try {
    project.write('check.js', CHECK);
    await expect(project.run('node', 'check.js')).resolves.toBeUndefined();
  } finally {
    project.remove();
  }
});
