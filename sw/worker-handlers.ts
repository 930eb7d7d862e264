import type { PushParts } from './push/review-on-push.ts';

/** What the worker does at each kind of event. */
export interface WorkerHandlers {
  readonly install?: (event: ExtendableEvent) => void;
  readonly activate: (event: ExtendableEvent) => void;
  readonly fetch: (event: FetchEvent) => void;
  readonly message: (event: ExtendableMessageEvent) => void;
  readonly online?: () => void;
  /** What the push listeners work with. `undefined`: no session can be reviewed. */
  readonly push?: PushParts;
}
