import { ANNOUNCEMENT_PATH, ORGANIZATION_HEADER } from '../src/protocol/announcement.ts';
import type { ApiRule } from '../src/protocol/configuration.ts';
import type { KeyringConfigurationError } from '../src/protocol/configuration-error.ts';
import { parseRequest } from '../src/protocol/envelopes.ts';
import { KeyringError, toWireError } from '../src/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../src/protocol/messages.ts';
import { attempt, ParseError, parseRecord, parseString } from '../src/protocol/parse.ts';
import { apiOf } from './fetch/match-api.ts';
import { problemResponse } from './fetch/problem.ts';
import { isTopLevelWindow } from './messages/notify-clients.ts';
import { scope } from './scope.ts';
import type { WorkerHandlers } from './worker-handlers.ts';

/** What one misconfigured worker posts to another, to find out that no working worker is replaced. */
const PROBE = 'org-keyring misconfigured?';
/** Longest wait for the response, ms. A working worker does not respond. */
const PROBE_PATIENCE = 2_000;

/**
 * What a worker without a keyring does, because its configuration is wrong. Pages load, each of their messages gets
 * `configuration_invalid`, and each API call gets a problem with that code, unless it has a ticket. No token is read or sent.
 *
 * It does not replace a worker that works: a deployment with a mistake must not sign users out.
 *
 * @param configuration what the server put into the script, unparsed; its `apis` tell which requests are API calls
 */
export function createMisconfigured(
  cause: KeyringConfigurationError,
  configuration: unknown,
): WorkerHandlers {
  const error = new KeyringError(
    'configuration_invalid',
    'This app is not set up correctly. Please tell its operator.',
    { cause },
  );
  const apis = guessApis(configuration);
  console.error(`org-keyring: ${cause.message}`);

  return {
    install: (event) => event.waitUntil(assertReplaceable(cause)),
    activate: (event) => event.waitUntil(scope.clients.claim()),

    fetch(event) {
      const { request } = event;
      // An announcement is acknowledged, so that the page gets as far as the message that says what is wrong.
      const isAnnouncement = request.url === location.origin + ANNOUNCEMENT_PATH;
      if (!isAnnouncement && !isApiCall(request, apis)) return;
      event.respondWith(isAnnouncement ? new Response(null, { status: 204 }) : problemResponse(error));
      event.stopImmediatePropagation();
    },

    message({ data, ports: [port], origin, source }) {
      if (port === undefined || origin !== location.origin) return;
      if (data === PROBE) port.postMessage(PROBE);
      else if (isTopLevelWindow(source) && attempt(() => parseRequest(data)) !== undefined)
        port.postMessage({ keyring: PROTOCOL_VERSION, error: toWireError(error) });
    },
  };
}

async function assertReplaceable(cause: Error): Promise<void> {
  const { active } = scope.registration;
  if (active !== null && !(await isMisconfigured(active))) throw cause;
}

function isMisconfigured(worker: ServiceWorker): Promise<boolean> {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve) => {
    port1.onmessage = () => resolve(true);
    AbortSignal.timeout(PROBE_PATIENCE).addEventListener('abort', () => resolve(false));
    worker.postMessage(PROBE, [port2]);
  });
}

function isApiCall(request: Request, apis: readonly ApiRule[]): boolean {
  const { mode, destination, headers } = request;
  const isNamed = mode !== 'navigate' && destination === '' && headers.has(ORGANIZATION_HEADER);
  return isNamed || apiOf(request, apis) !== undefined;
}

/** The APIs as far as a wrong configuration names them: one of them may be what is wrong. */
function guessApis(configuration: unknown): readonly ApiRule[] {
  const apis = attempt(() => parseRecord(configuration, 'configuration'))?.apis;
  return Array.isArray(apis) ? apis.flatMap((api: unknown) => attempt(() => guessApi(api)) ?? []) : [];
}

function guessApi(value: unknown): ApiRule {
  const record = parseRecord(value, 'api');
  const origin = parseString(record.origin, 'origin');
  if (!URL.canParse(origin)) throw new ParseError('origin must be a URL');
  const path = parseString(record.pathPrefix, 'pathPrefix').replace(/^\/+|\/+$/g, '');
  return { origin: new URL(origin).origin, pathPrefix: `/${path}` };
}
