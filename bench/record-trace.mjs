// Records a trace of use for the group `trace`: `node bench/record-trace.mjs FILE`, while `npm start` runs. It opens a window of
// Chromium with the reference app, and writes FILE after half an hour, or when the window is closed. Only the first tab is
// recorded. `--seconds N` records for less.
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { startBrowser, targets, waitFor } from './browser-process.mjs';
import { connect } from './devtools.mjs';
import { eventsOf, watchPage } from './trace-recording.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '1800' }, url: { type: 'string' } },
});
const [file] = positionals;
const seconds = Number(values.seconds);
if (file === undefined || !(seconds > 0)) {
  console.error('Usage: node bench/record-trace.mjs FILE [--seconds N] [--url URL]');
  process.exit(1);
}

const browser = await startBrowser(['--new-window', 'about:blank']);
const page = await waitFor(async () => (await targets(browser.endpoint))[0]);
const connection = await connect(page.webSocketDebuggerUrl);
const reported = connection.all('Runtime.bindingCalled');
await connection.send('Page.enable', {});
await connection.send('Runtime.enable', {});
await connection.send('Runtime.addBinding', { name: 'benchRecord' });
await connection.send('Page.addScriptToEvaluateOnNewDocument', { source: `(${watchPage})()` });
const start = Date.now();
await connection.send('Page.navigate', { url: values.url ?? 'http://localhost:4173/acme/' });
console.log(`Use the first tab for ${seconds} s.`);

const timeIsOver = new Promise((resolve) => setTimeout(resolve, seconds * 1_000).unref());
await Promise.race([timeIsOver, browser.ended]);
const moments = reported.map(({ payload }) => JSON.parse(payload));
const events = eventsOf(moments.map(({ at, do: action }) => ({ at: (at - start) / 1_000, do: action })));
await browser.close();

const about = 'Recorded with bench/record-trace.mjs. at: seconds; calls: requests that the action sends.';
await writeFile(file, `${JSON.stringify({ about, seconds, events }, null, 2)}\n`);
console.log(`${events.length} events are in ${file}.`);
