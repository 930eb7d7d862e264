import { cpSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { onFreePorts } from '../support/free-ports.ts';
import { manifestOf, Project } from './support/project.ts';

const SOURCE = 'examples/plain';

test('the example without a framework starts with the command of its README and opens two organizations', async ({
  page,
}) => {
  expect(readFileSync(`${SOURCE}/README.md`, 'utf8')).toMatch(/^npm start$/m);
  const project = await Project.install(manifestOf(SOURCE), (folder) =>
    cpSync(SOURCE, folder, { recursive: true }),
  );
  const { port, server } = await onFreePorts(async (port) => ({
    port,
    server: await project.start(/^ready/, {
      command: 'npm',
      parameters: ['start'],
      environment: { PORT: String(port) },
    }),
  }));
  try {
    await page.goto(`http://localhost:${port}/acme/`);
    await page.getByLabel('Email').fill('ada@example.com');
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Acme' })).toBeVisible();
    await expect(page.getByText('You are Ada.')).toBeVisible();

    await page.goto(`http://localhost:${port}/globex/`);
    await expect(page.getByRole('heading', { level: 1, name: 'Globex' })).toBeVisible();
  } finally {
    await server.stop();
    project.remove();
  }
});
