import { createSignal } from 'solid-js';

const [isOnline, setOnline] = createSignal(navigator.onLine);
addEventListener('online', () => setOnline(true));
addEventListener('offline', () => setOnline(false));

/** Whether this device has a network, as far as the browser knows. */
export { isOnline };
