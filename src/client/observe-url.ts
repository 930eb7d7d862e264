/** The one event of the Navigation API that is used; TypeScript's DOM library may not know the API yet. */
interface NavigationEvents {
  addEventListener(type: 'currententrychange', listener: () => void): void;
}

/**
 * Calls `onChange` within every change of the page's URL that loads no document, whoever makes it: the Navigation API
 * says so, and where it is missing `pushState` and `replaceState` are listened to.
 */
export function observeUrl(onChange: () => void): void {
  const { navigation } = globalThis as { navigation?: NavigationEvents };
  if (navigation !== undefined) {
    navigation.addEventListener('currententrychange', onChange);
    return;
  }
  for (const method of ['pushState', 'replaceState'] as const) {
    const original = history[method].bind(history);
    history[method] = (...change) => {
      original(...change);
      onChange();
    };
  }
}
