/** Runs in a bystander's document: collects what the worker sends without a request. */
export function listenToTheWorker(): void {
  const heard: string[] = [];
  Object.assign(globalThis, { heard });
  navigator.serviceWorker.addEventListener('message', ({ data }) => heard.push(JSON.stringify(data)));
  navigator.serviceWorker.startMessages();
}

/** Runs in the same document: what it has heard by now. */
export function whatWasHeard(): string {
  return (globalThis as unknown as { heard: string[] }).heard.join('\n');
}

/** Runs in a bystander's document: records messages on these channels and changes of storage. */
export function listenOnChannels(names: readonly string[]): void {
  const heard: string[] = [];
  Object.assign(globalThis, { heard });
  addEventListener('storage', ({ key, newValue }) => {
    // The tests' own record is none of the app's doings.
    if (key !== 'recorded') heard.push(`storage ${key} ${newValue}`);
  });
  for (const name of names) {
    const channel = new BroadcastChannel(name);
    channel.onmessage = ({ data }) => heard.push(`${name} ${JSON.stringify(data)}`);
  }
}
