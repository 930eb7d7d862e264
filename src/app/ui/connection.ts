import { createSignal } from 'solid-js';

const [isOnline, setOnline] = createSignal(navigator.onLine);
for (const type of ['online', 'offline']) addEventListener(type, () => setOnline(navigator.onLine));

/** Whether the browser believes that there is a network, a signal; `true` is no promise. */
export { isOnline };
