/** Runs in a page: every element and navigation that asks for a URL, and is not a call by script. */
export function askWithoutScript(): void {
  const add = (tag: string, attributes: Readonly<Record<string, string>>): void => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    document.body.append(element);
  };
  const url = (by: string): string => `/api/me?by=${by}`;
  for (const tag of ['img', 'audio', 'video', 'iframe', 'embed']) add(tag, { src: url(tag) });
  add('script', { type: 'module', src: url('script') });
  add('object', { data: url('object') });
  add('link', { rel: 'stylesheet', href: url('stylesheet') });
  add('link', { rel: 'preload', as: 'image', href: url('preload') });
  add('link', { rel: 'preload', as: 'fetch', href: url('preload-fetch') });
  for (const as of ['', 'fetch', 'script', 'image', 'document'])
    add('link', { rel: 'prefetch', as, href: url(`prefetch-${as}`) });
  const link = document.createElement('a');
  Object.assign(link, { href: '/hostile.html?by=link', ping: url('ping'), target: '_blank' });
  document.body.append(link);
  link.click();
  const form = document.createElement('form');
  Object.assign(form, { action: '/api/notes?by=form', method: 'post', target: '_blank' });
  document.body.append(form);
  form.submit();
  open(url('popup'));
}
