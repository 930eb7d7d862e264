import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js';

/** Whether a condition has been true for a time. @param delay ms */
export function createIsLong(holds: () => boolean, delay: number): Accessor<boolean> {
  const [isLong, setLong] = createSignal(false);
  createEffect(() => {
    setLong(false);
    if (!holds()) return;
    const timer = setTimeout(() => setLong(true), delay);
    onCleanup(() => clearTimeout(timer));
  });
  return isLong;
}
