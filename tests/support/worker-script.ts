import type { Browser, BrowserContext } from '@playwright/test';
import { evaluateInFirefox, firefoxOf } from './firefox-chrome.ts';

/**
 * Runs a function in the service worker of a context, which has to be running.
 *
 * A worker that script was run in is not stopped by the browser: it counts as being debugged.
 *
 * @param run a function that uses nothing of its surroundings
 */
export async function runInWorker(
  context: BrowserContext,
  run: (argument: number) => void,
  argument = 0,
): Promise<void> {
  const firefox = firefoxOf(context);
  if (firefox !== undefined) return runInFirefox(firefox, `(${run})(${argument})`);
  const [worker] = context.serviceWorkers();
  if (worker === undefined) throw new Error('This context has no worker yet: sign in first.');
  await worker.evaluate(run, argument);
}

/** As the console of `about:debugging` does: BiDi reports no service worker in Firefox. */
async function runInFirefox(browser: Browser, expression: string): Promise<void> {
  const outcome = await evaluateInFirefox(
    browser,
    `(async () => {
      const { require } = ChromeUtils.importESModule('resource://devtools/shared/loader/Loader.sys.mjs');
      const { DevToolsServer } = require('resource://devtools/server/devtools-server.js');
      const { DevToolsClient } = require('resource://devtools/client/devtools-client.js');
      const { CommandsFactory } = require('resource://devtools/shared/commands/commands-factory.js');
      DevToolsServer.init();
      DevToolsServer.registerAllActors();
      DevToolsServer.allowChromeProcess = true;
      // A client is closed with the worker that it is connected to, so each worker has its own.
      const client = new DevToolsClient(DevToolsServer.connectPipe());
      await client.connect();
      const { service } = await client.mainRoot.listAllWorkers();
      const running = service.filter(({ workerDescriptorFront }) => workerDescriptorFront);
      if (running.length !== 1) return running.length + ' workers are running.';
      const [{ workerDescriptorFront: { id } }] = running;
      globalThis.workersOfTests ??= new Map();
      const workers = globalThis.workersOfTests;
      if (workers.has(id)) await client.close();
      else {
        const commands = await CommandsFactory.forWorker(id, { client });
        await commands.targetCommand.startListening();
        workers.set(id, commands);
      }
      const { exceptionMessage } = await workers.get(id).scriptCommand.execute(${JSON.stringify(expression)});
      return exceptionMessage ?? '';
    })()`,
  );
  if (outcome !== '') throw new Error(`In the worker of Firefox: ${outcome}`);
}
