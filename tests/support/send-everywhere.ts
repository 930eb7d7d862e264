/** What the policy tells the whole address of. Of frames it tells less; the rest Trusted Types keep from being written. */
export const BLOCKED = ['fetch', 'post', 'beacon', 'image', 'stylesheet', 'video', 'form', 'event-source'];
/** What arrives where there is no policy. */
export const WAYS = ['fetch', 'post', 'beacon', 'image', 'iframe', 'object', 'stylesheet', 'video', 'form'];

/** Runs in a page: every way to send something to another origin without leaving the page. */
export async function sendEverywhere(origin: string): Promise<void> {
  const url = (by: string): string => `${origin}/by-${by}?stolen=canary`;
  await fetch(url('fetch'), { mode: 'no-cors' }).catch(() => {});
  await fetch(url('post'), { method: 'POST', body: 'canary', mode: 'no-cors' }).catch(() => {});
  navigator.sendBeacon(url('beacon'), 'canary');
  new Image().src = url('image');
  const add = (tag: string, attributes: Readonly<Record<string, string>>): HTMLElement => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      try {
        element.setAttribute(name, value);
      } catch {
        // Trusted Types keep it from being written at all.
      }
    }
    document.body.append(element);
    return element;
  };
  add('iframe', { src: url('iframe') });
  add('object', { data: url('object') });
  add('link', { rel: 'stylesheet', href: url('stylesheet') });
  add('video', { src: url('video') });
  add('div', { style: `background: url("${url('style')}")` });
  const form = add('form', { action: url('form'), target: 'sink', method: 'post' });
  add('iframe', { name: 'sink' });
  try {
    if (form instanceof HTMLFormElement) form.submit();
  } catch {
    // Firefox throws what it keeps from being sent.
  }
  try {
    const source = new EventSource(url('event-source'));
    source.onerror = () => source.close();
  } catch {
    // WebKit refuses it at once.
  }
}

/** Runs in a page: what its policy keeps back from here on is written down. */
export function recordViolations(): void {
  const blocked: string[] = [];
  Object.assign(globalThis, { blocked });
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => blocked.push(blockedURI));
}

/** Runs in the same page: the addresses that were kept back by now. */
export function violations(): string {
  return (globalThis as unknown as { blocked: string[] }).blocked.join();
}

/** Runs in a page: whether its policy lets a request out. */
export function postTo(url: string): Promise<'sent' | 'blocked'> {
  return fetch(url, { method: 'POST', body: '{}', mode: 'no-cors' }).then(
    () => 'sent',
    () => 'blocked',
  );
}
