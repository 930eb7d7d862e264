/** One server-sent event (HTML Living Standard §9.2). */
export interface StreamEvent {
  readonly type: string;
  /** The event's own id, unique within its stream; empty if it has none. */
  readonly id: string;
  readonly data: string;
}

/** What a `text/event-stream` body contains. */
export type StreamItem =
  | { readonly type: 'event'; readonly event: StreamEvent }
  /** A later connection resumes the stream with this `Last-Event-ID`; empty: without one. */
  | { readonly type: 'position'; readonly lastEventId: string }
  /** The server's delay before a reconnection, ms. */
  | { readonly type: 'retry'; readonly delay: number };
