/** Longest wait for the response that explains a failed registration, ms. */
const PATIENCE = 3_000;

const SERVED = 'Serve it through createKeyringHost, whose readWorkerScript reads the built worker.';

const OTHER_PATHS =
  'If the server has other paths, pass the same to the page: connectKeyring({ paths }), or setKeyringPaths(paths). ' +
  'Otherwise serve the script through createKeyringHost.';

/**
 * Finds out why a browser refused to install the worker: browsers describe the reason in different words, and some name
 * none. The text of the error that they threw is used where it is known; otherwise one request finds out.
 *
 * @param script path of the worker script
 * @param thrown what `register()` threw
 * @returns what a developer has to correct, with the fields of a `KeyringConfigurationError`; its `cause` is `thrown`
 */
export async function explainRegistration(script: string, thrown: unknown): Promise<Error> {
  const mistake =
    mistakeIn(thrown instanceof Error ? thrown.message : '') ??
    (await mistakeOfResponse(script)) ??
    SCRIPT_FAILED;
  const setting = 'paths.workerScript';
  const text = `${setting} is ${JSON.stringify(script)}: ${mistake.problem}. ${mistake.remedy}`;
  const error = new Error(text, { cause: thrown });
  return Object.assign(error, { name: 'KeyringConfigurationError', setting, ...mistake });
}

interface Mistake {
  readonly problem: string;
  readonly remedy: string;
}

/** A page of the sealed vault cannot read the script, so it cannot find out more. */
const UNKNOWN: Mistake = {
  problem:
    'the server did not deliver the script to the worker, or the script threw an error or cannot be parsed',
  remedy: `Read the server's log and the error in the worker's console (Firefox: about:debugging). ${SERVED}`,
};

const SCRIPT_FAILED: Mistake = {
  problem: 'the browser loaded the script, and the script threw an error or cannot be parsed',
  remedy: "Read the error in the worker's console (Chromium: chrome://serviceworker-internals).",
};

function mistakeIn(text: string): Mistake | undefined {
  // Chromium: "A bad HTTP response code (404) was received when fetching the script."
  const [, status] = /response code \((\d{3})\)/.exec(text) ?? [];
  if (status !== undefined) return badStatus(Number(status));
  // Chromium: "The script has an unsupported MIME type ('text/html')."
  const [, type] = /MIME type \(?['"“]?([\w.+-]+\/[\w.+-]+)/i.exec(text) ?? [];
  if (type !== undefined || /MIME type/i.test(text)) return badType(type ?? 'unknown');
  return /evaluation failed|threw an exception|evaluating/i.test(text) ? SCRIPT_FAILED : undefined;
}

/** A page's own request is refused with 503 where the vault is sealed, so that status says nothing here. */
async function mistakeOfResponse(script: string): Promise<Mistake | undefined> {
  const request = { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE) } as const;
  const response = await fetch(script, request).catch(() => undefined);
  if (response === undefined)
    return { problem: 'the server does not respond', remedy: 'Start the server, or check the network.' };
  await response.body?.cancel();
  const { ok, status, headers } = response;
  if (status === 503) return UNKNOWN;
  if (!ok) return badStatus(status);
  const [type = ''] = (headers.get('Content-Type') ?? '').split(';');
  return /^(?:text|application)\/(?:x-)?(?:java|ecma)script$/i.test(type.trim()) ? undefined : badType(type);
}

function badStatus(status: number): Mistake {
  const problem = `the server responded with ${status}`;
  // The host refuses every other script as a worker.
  if (status === 403) return { problem, remedy: OTHER_PATHS };
  if (status !== 503) return { problem, remedy: SERVED };
  return {
    problem,
    remedy: "Build the worker, or correct the path that readWorkerScript reads: the server's log names it.",
  };
}

function badType(type: string): Mistake {
  return {
    problem: `the server responded with the MIME type "${type}" instead of "text/javascript"`,
    remedy: SERVED,
  };
}
