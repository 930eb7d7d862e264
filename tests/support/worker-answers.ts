import type { Page } from '@playwright/test';
import type { RequestType } from '../../src/protocol/requests.ts';

/** Rejects the page's next message of a type with a temporary error; the worker does not get it. */
export function refuseOnce(page: Page, type: RequestType, retryAfter: number): Promise<void> {
  return page.evaluate(
    ([refusedType, seconds]) => {
      const send = ServiceWorker.prototype.postMessage;
      ServiceWorker.prototype.postMessage = function (message: unknown, options?: unknown) {
        const isRefused =
          typeof message === 'object' &&
          message !== null &&
          'type' in message &&
          message.type === refusedType;
        const [port] = Array.isArray(options) ? options : [];
        if (!isRefused || !(port instanceof MessagePort)) {
          Reflect.apply(send, this, [message, options]);
          return;
        }
        ServiceWorker.prototype.postMessage = send;
        const details = { organizationSlug: null, reason: null, retryAfter: seconds };
        port.postMessage({
          keyring: 1,
          error: { code: 'temporarily_unavailable', message: 'AuthKit is asked too often.', ...details },
        });
      };
    },
    [type, retryAfter] as const,
  );
}

/** From the next document on, the page gets this list of organizations, and does not ask the worker for it. */
export function stubOrganizations(page: Page, organizations: readonly unknown[]): Promise<unknown> {
  return page.addInitScript((list) => {
    const send = ServiceWorker.prototype.postMessage;
    ServiceWorker.prototype.postMessage = function (message: unknown, options?: unknown) {
      const [port] = Array.isArray(options) ? options : [];
      const isAsked =
        typeof message === 'object' &&
        message !== null &&
        'type' in message &&
        message.type === 'list-organizations' &&
        port instanceof MessagePort;
      if (isAsked) port.postMessage({ keyring: 1, answer: { organizations: list } });
      else Reflect.apply(send, this, [message, options]);
    };
  }, organizations);
}
