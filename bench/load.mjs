// `node bench/load.mjs`: the server half and the example API under load on loopback, and the same server without the
// keyring's middleware at the same time. Prints the figures as ratios, and fails if a request or a stream failed or the memory grew.
//   LOAD_SECONDS (60), LOAD_STREAMS (1,000), LOAD_RATE (200 requests per second)   -- --json prints the figures as JSON
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { build } from 'vite';

const SECONDS = Number(process.env.LOAD_SECONDS ?? 60);
const STREAMS = Number(process.env.LOAD_STREAMS ?? 1_000);
const RATE = Number(process.env.LOAD_RATE ?? 200);
const ISSUER = 'https://issuer.test';
const CLIENT_ID = 'client_load';
/** Streams of one organization receive its notes. */
const STREAMS_PER_ORGANIZATION = 20;
/** One of so many requests adds a note. */
const NOTE_EVERY = 50;
/** Limit for one request and for a stream to open, ms. */
const PATIENCE = 30_000;
/** Growth of the heap from the first third of the run to its end that is no leak, as a ratio and in bytes. */
const GROWTH = { ratio: 1.3, bytes: 8_000_000 };

const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
const jwk = { ...(await exportJWK(publicKey)), kid: 'key_1', alg: 'RS256', use: 'sig' };
const authKit = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }));
});
await once(authKit.listen(0, '127.0.0.1'), 'listening');
const jwksUri = `http://127.0.0.1:${authKit.address().port}/jwks`;
const script = await bundleServer();

// At the same time, so that everything else on the machine affects both alike.
const [without, withKeyring] = await Promise.all([measure('0'), measure('1')]);
const runs = { without, with: withKeyring };
authKit.close();
const problems = Object.entries(runs).flatMap(([name, run]) => problemsOf(name, run));
if (process.argv.includes('--json')) console.log(JSON.stringify({ runs, problems }));
else report();
process.exitCode = problems.length === 0 ? 0 : 1;

function bundleServer() {
  // Below node_modules, so that Node finds the packages.
  const outDir = fileURLToPath(
    new URL(`../node_modules/.cache/org-keyring/load-${process.pid}`, import.meta.url),
  );
  return build({
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      ssr: fileURLToPath(new URL('load/server.ts', import.meta.url)),
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: 'server.mjs' }, checks: { bundlerTimings: false } },
    },
  }).then(() => `${outDir}/server.mjs`);
}

/** Runs one server under load. */
async function measure(hasKeyring) {
  const child = fork(script, [], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, JWKS_URI: jwksUri, ISSUER, CLIENT_ID, HAS_KEYRING: hasKeyring },
  });
  const [{ address }] = await once(child, 'message');
  const agent = new Agent({ keepAlive: true, maxSockets: 50 });
  const target = { host: '127.0.0.1', port: address.port };
  const tokens = await Promise.all(
    Array.from({ length: Math.ceil(STREAMS / STREAMS_PER_ORGANIZATION) }, (_, index) => tokenOf(index)),
  );
  let streamErrors = 0;
  let events = 0;
  let isOver = false;
  const streams = [];
  for (let index = 0; index < STREAMS; index += 1) {
    const token = tokens[Math.floor(index / STREAMS_PER_ORGANIZATION)];
    const options = { ...target, agent: false, path: '/api/notes/stream', headers: bearer(token) };
    streams.push(
      await new Promise((resolve, reject) => {
        const stream = request({ ...options, timeout: PATIENCE }, (response) => {
          if (response.statusCode !== 200) streamErrors += 1;
          response.setEncoding('utf8').on('data', (chunk) => {
            events += chunk.split('event: note\n').length - 1;
          });
          response.once('close', () => {
            if (!isOver) streamErrors += 1;
          });
          resolve(stream);
        });
        stream.once('error', (error) => (isOver ? undefined : reject(error))).end();
      }),
    );
  }
  await heapOf(child);
  const started = performance.now();
  const latencies = [];
  const failures = {};
  const heaps = [];
  let notes = 0;
  const pending = new Set();
  for (let sent = 0; sent < SECONDS * RATE; sent += 1) {
    const due = started + (sent * 1000) / RATE;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const token = tokens[sent % tokens.length];
    const isNote = sent % NOTE_EVERY === 0;
    notes += isNote ? 1 : 0;
    const one = send({ ...target, agent, ...requestOf(sent, isNote, token) })
      .then(({ status, duration }) => {
        latencies.push(duration);
        if (status >= 400) failures[status] = (failures[status] ?? 0) + 1;
      })
      .catch((error) => {
        failures[error.code ?? error.message] = (failures[error.code ?? error.message] ?? 0) + 1;
      })
      .finally(() => pending.delete(one));
    pending.add(one);
    if ((sent + 1) % Math.ceil((SECONDS * RATE) / 6) === 0) heaps.push(await heapOf(child));
  }
  await Promise.all(pending);
  // A note reaches each stream of its organization.
  const expected = notes * Math.min(STREAMS_PER_ORGANIZATION, STREAMS);
  for (const end = performance.now() + PATIENCE; events < expected && performance.now() < end; )
    await new Promise((resolve) => setTimeout(resolve, 20));
  heaps.push(await heapOf(child));
  isOver = true;
  for (const stream of streams) stream.destroy();
  agent.destroy();
  child.kill('SIGKILL');
  latencies.sort((a, b) => a - b);
  const at = (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    requests: latencies.length,
    median: at(0.5),
    p95: at(0.95),
    failures,
    streamErrors,
    missedEvents: expected - events,
    heapFirst: heaps[1] ?? heaps[0],
    heapLast: heaps.at(-1),
  };
}

/** Documents and calls of the API in turn, as an app makes them. */
function requestOf(index, isNote, token) {
  if (isNote) {
    const headers = { ...bearer(token), 'Content-Type': 'application/json' };
    return { method: 'POST', path: '/api/notes', headers, body: JSON.stringify({ text: `Note ${index}` }) };
  }
  return index % 2 === 0
    ? { method: 'GET', path: '/acme/', headers: {} }
    : { method: 'GET', path: '/api/me', headers: bearer(token) };
}

function send({ body, ...options }) {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, timeout: PATIENCE }, (response) => {
      response.resume();
      response.once('end', () =>
        resolve({ status: response.statusCode, duration: performance.now() - started }),
      );
    });
    sent.once('timeout', () => sent.destroy(new Error('timeout'))).once('error', reject);
    sent.end(body);
  });
}

async function heapOf(child) {
  child.send('heap');
  const [{ heap }] = await once(child, 'message');
  return heap;
}

function bearer(token) {
  return { Authorization: `Bearer ${token}` };
}

function tokenOf(index) {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    client_id: CLIENT_ID,
    sub: `user_${index}`,
    sid: `session_${index}`,
    org_id: `org_${index}`,
  };
  return new SignJWT({ ...claims, role: 'admin', iss: ISSUER, iat: now, exp: now + 3_600 })
    .setProtectedHeader({ alg: 'RS256', kid: jwk.kid })
    .sign(privateKey);
}

function problemsOf(name, { failures, streamErrors, missedEvents, heapFirst, heapLast }) {
  const problems = Object.entries(failures).map(
    ([what, count]) => `${name}: ${count} requests failed with ${what}`,
  );
  if (streamErrors > 0) problems.push(`${name}: ${streamErrors} streams failed`);
  if (missedEvents !== 0) problems.push(`${name}: ${missedEvents} events of notes are missing`);
  if (heapLast > heapFirst * GROWTH.ratio && heapLast - heapFirst > GROWTH.bytes)
    problems.push(`${name}: the heap grew from ${mb(heapFirst)} to ${mb(heapLast)}`);
  return problems;
}

function report() {
  const { with: keyring, without } = runs;
  const row = (name, unit, value) => [
    name,
    {
      'with the keyring': `${value(keyring).toFixed(2)} ${unit}`,
      without: `${value(without).toFixed(2)} ${unit}`,
      ratio: (value(keyring) / value(without)).toFixed(2),
    },
  ];
  console.log(`${STREAMS} streams, ${RATE} requests per second, ${SECONDS} s, Node ${process.version}`);
  console.table(
    Object.fromEntries([
      row('response, median', 'ms', ({ median }) => median),
      row('response, 95th percentile', 'ms', ({ p95 }) => p95),
      row('heap at the end', 'MB', ({ heapLast }) => heapLast / 1e6),
      row('heap at the end / after a third', '', ({ heapLast, heapFirst }) => heapLast / heapFirst),
    ]),
  );
  for (const problem of problems) console.error(`✗ ${problem}`);
}

function mb(bytes) {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
