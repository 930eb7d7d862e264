#!/usr/bin/env node
// `npx org-keyring authkit --port 4174`: runs a local AuthKit until it is stopped.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startLocalAuthKit } from '../lib/testing.js';

const USAGE = `Usage: npx org-keyring authkit [options]

  --port N             the port on 127.0.0.1 (default: a free one)
  --app-origin ORIGIN  an origin of the app, may be repeated (default: http://localhost:5173)
  --config FILE        JSON with more options of startLocalAuthKit, such as users and organizations
  --state-file FILE    keeps sessions across restarts`;

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      port: { type: 'string' },
      'app-origin': { type: 'string', multiple: true },
      config: { type: 'string' },
      'state-file': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help || positionals.length !== 1 || positionals[0] !== 'authkit') {
    console.log(USAGE);
    process.exit(values.help ? 0 : 2);
  }
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(/^\d+$/.test(values.port) && port < 65_536))
    throw new Error(`--port is "${values.port}"; it must be a whole number from 0 to 65535.`);
  const authKit = await startLocalAuthKit({
    ...(values.config !== undefined && readOptions(values.config)),
    ...(port !== undefined && { port }),
    ...(values['app-origin'] !== undefined && { appOrigins: values['app-origin'] }),
    ...(values['state-file'] !== undefined && { stateFile: values['state-file'] }),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(0));
  console.log(`ready ${authKit.origin}`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function readOptions(file) {
  const text = readFileSync(file, 'utf8');
  let options;
  try {
    options = JSON.parse(text);
  } catch (error) {
    throw new Error(`--config is "${file}", which is not JSON: ${error.message}`);
  }
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return options;
  throw new Error(`--config is "${file}"; it must have one JSON object.`);
}
