import type { StoredPushSubscription } from './push-subscription.ts';

/** Which subscriptions to delete: those that match every given member. */
export type PushSubscriptionMatch =
  | { readonly endpoint: string; readonly userId?: string; readonly sessionId?: string }
  | { readonly userId: string; readonly sessionId: string };

/** Where subscriptions are stored. Servers with several instances share one store, e.g. in a database. */
export interface PushSubscriptionStore {
  /**
   * Stores a subscription, or replaces that of the same endpoint, user and session. Then it deletes the user's oldest ones
   * above the limit.
   *
   * @param limit subscriptions of one user
   */
  put(subscription: StoredPushSubscription, limit: number): Promise<void>;
  list(userId: string): Promise<readonly StoredPushSubscription[]>;
  delete(match: PushSubscriptionMatch): Promise<void>;
}

/** Largest number of subscriptions in memory: the oldest is deleted first. */
const CAPACITY = 10_000;

/**
 * Stores subscriptions in the memory of one process: the default of `createPushHints`. A restart loses them.
 *
 * @example
 * const push = createPushHints({ publicKey, send, store: createMemoryPushSubscriptions() });
 */
export function createMemoryPushSubscriptions(): PushSubscriptionStore {
  // A Map keeps the order of additions, so the first one is the oldest.
  const stored = new Map<string, StoredPushSubscription>();
  const keyOf = ({ endpoint, userId, sessionId }: StoredPushSubscription): string =>
    JSON.stringify([endpoint, userId, sessionId]);
  const ofUser = (userId: string): readonly StoredPushSubscription[] =>
    [...stored.values()].filter((each) => each.userId === userId);
  return {
    async put(subscription, limit) {
      const key = keyOf(subscription);
      stored.delete(key);
      stored.set(key, subscription);
      const outdated = ofUser(subscription.userId).slice(0, -limit);
      for (const each of outdated) stored.delete(keyOf(each));
      if (stored.size > CAPACITY) for (const oldest of stored.keys()) return void stored.delete(oldest);
    },
    list: async (userId) => ofUser(userId),
    async delete(match) {
      const { endpoint, userId, sessionId } = { endpoint: undefined, ...match };
      for (const [key, each] of stored)
        if (
          (endpoint ?? each.endpoint) === each.endpoint &&
          (userId ?? each.userId) === each.userId &&
          (sessionId ?? each.sessionId) === each.sessionId
        )
          stored.delete(key);
    },
  };
}
