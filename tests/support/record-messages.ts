/** Runs before a page's first script: hands every message that the page gets to `recordMessage`, bytes as characters. */
export function recordMessages(): void {
  const record = (data: unknown): void => {
    (globalThis as unknown as { recordMessage(text: string): void }).recordMessage(
      JSON.stringify(data, (_key, value: unknown) =>
        ArrayBuffer.isView(value) || value instanceof ArrayBuffer
          ? [...new Uint8Array(ArrayBuffer.isView(value) ? value.buffer : value)]
              .map((byte) => String.fromCharCode(byte))
              .join('')
          : value,
      ),
    );
  };
  navigator.serviceWorker?.addEventListener('message', (event) => record(event.data));
  addEventListener('message', (event) => record(event.data));
  globalThis.MessageChannel = class extends MessageChannel {
    constructor() {
      super();
      this.port1.addEventListener('message', (event) => record(event.data));
    }
  };
  globalThis.BroadcastChannel = class extends BroadcastChannel {
    constructor(name: string) {
      super(name);
      this.addEventListener('message', (event) => record(event.data));
    }
  };
}

/** The authorization URL, which the page must know to leave: `state` and the challenge are no secrets in it. */
const AUTHORIZATION_PARAMETERS = /([?&](?:state|code_challenge)=)[\w-]+/g;

/** A text with messages in it, without what a page has to be told of an authorization. */
export function withoutAuthorizationParameters(text: string): string {
  return text.replaceAll(AUTHORIZATION_PARAMETERS, '$1[hidden]');
}
