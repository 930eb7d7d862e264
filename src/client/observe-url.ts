/** The one event of the Navigation API that is used; TypeScript's DOM library may not know the API yet. */
interface NavigationEvents {
  addEventListener(type: 'currententrychange', listener: () => void): void;
  removeEventListener(type: 'currententrychange', listener: () => void): void;
}

/**
 * Calls `onChange` during every change of the page's URL that loads no document, whichever script makes it. The Navigation API
 * says so, and where it is missing `pushState` and `replaceState` are patched.
 *
 * @returns stops it
 */
export function observeUrl(onChange: () => void): () => void {
  const { navigation } = globalThis as { navigation?: NavigationEvents };
  if (navigation !== undefined) {
    navigation.addEventListener('currententrychange', onChange);
    return () => navigation.removeEventListener('currententrychange', onChange);
  }
  const restores = (['pushState', 'replaceState'] as const).map((method) => patch(method, onChange));
  return () => {
    for (const restore of restores) restore();
  };
}

function patch(method: 'pushState' | 'replaceState', onChange: () => void): () => void {
  const original = history[method];
  let isActive = true;
  const patched: History['pushState'] = (...change) => {
    original.apply(history, change);
    if (isActive) onChange();
  };
  history[method] = patched;
  return () => {
    isActive = false;
    // Another script may have patched it since; its patch must stay.
    if (history[method] === patched) history[method] = original;
  };
}
