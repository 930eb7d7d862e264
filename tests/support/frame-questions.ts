import type { Scripted } from './scripted.ts';

/** Everything that a page may ask the worker; the sign-out last. */
export const QUESTIONS = [
  { type: 'claim', ask: {} },
  { type: 'list-sessions', ask: {} },
  { type: 'list-organizations', ask: {} },
  { type: 'inspect', ask: {} },
  { type: 'open-organization', ask: { organizationSlug: 'acme' } },
  {
    type: 'start-authorization',
    ask: {
      organizationSlug: 'globex',
      returnTo: '/globex/',
      trigger: 'requested',
      tab: 'evil',
      prompt: null,
    },
  },
  { type: 'answer-step-up', ask: { id: 'A'.repeat(22), answer: 'refused' } },
  { type: 'sign-out', ask: { organizationIds: 'all' } },
];

/** Sends every request to the worker from a document of the origin. @returns the replies and the events */
export function askFrom(where: Scripted, questions: readonly object[]): Promise<readonly string[]> {
  return where.evaluate(async (all) => {
    const heard: string[] = [];
    navigator.serviceWorker.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
    navigator.serviceWorker.startMessages();
    const worker = (await navigator.serviceWorker.getRegistration())?.active;
    for (const question of all) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => heard.push(JSON.stringify(data));
      worker?.postMessage({ keyring: 1, ...question }, [port2]);
      // Without a port as well.
      worker?.postMessage({ keyring: 1, ...question });
    }
    // Once the worker replies to a later request, it has read all earlier ones.
    await fetch('/auth/error');
    return heard;
  }, questions);
}

/** Every kind of frame that a document of the origin can make. */
export const KINDS = ['iframe', 'credentialless', 'object', 'embed', 'blank', 'srcdoc'];

/** Runs in a hostile document: embeds a document in each kind, and waits until it is there. */
export async function embedEachKind([path, kinds]: readonly [string, readonly string[]]): Promise<void> {
  const embed = (kind: string): Promise<unknown> => {
    const tag = kind === 'object' || kind === 'embed' ? kind : 'iframe';
    const element = document.createElement(tag);
    if (kind === 'credentialless') element.setAttribute('credentialless', '');
    if (kind === 'srcdoc') element.setAttribute('srcdoc', '<h1>srcdoc</h1>');
    else if (kind !== 'blank') element.setAttribute(tag === 'object' ? 'data' : 'src', path);
    return new Promise((resolve) => {
      element.addEventListener('load', resolve);
      document.body.append(element);
    });
  };
  await Promise.all(kinds.map(embed));
}

/** Runs in a page: starts a flow as the app would. @returns the worker's reply, as text */
export function startFlow(): Promise<string> {
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise<string>((resolve) => {
    port1.onmessage = ({ data }) => resolve(JSON.stringify(data));
  });
  const ask = { organizationSlug: 'globex', returnTo: '/', trigger: 'requested', tab: 'own', prompt: null };
  navigator.serviceWorker.controller?.postMessage({ keyring: 1, type: 'start-authorization', ask }, [port2]);
  return answer;
}
