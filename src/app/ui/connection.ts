import { createSignal } from 'solid-js';

const [isOnline, setOnline] = createSignal(navigator.onLine);
for (const type of ['online', 'offline']) addEventListener(type, () => setOnline(navigator.onLine));

/** Whether the browser reports a network (a signal). Only a hint: `true` does not mean that the server is reachable. */
export { isOnline };
