import type { Client } from 'pg';

/** What to listen to. */
interface Subscription {
  readonly channel: string;
  readonly onMessage: (payload: string) => void;
  readonly onConnect: () => void;
}

/** Retry delays after a lost connection, in ms. */
const FIRST_DELAY = 100;
const LONGEST_DELAY = 5_000;
/** A connection through a dead network reports no error by itself, so it is checked at this interval, in ms. */
const CHECK_INTERVAL = 15_000;

/**
 * Listens on a connection of its own and connects again after a failure, until the returned function is called. A
 * connection of the pool cannot be used, because the pool gives it to the next request.
 *
 * @param createClient must set a limit for queries, so that the check of the connection ends
 */
export function listenOnPostgres(createClient: () => Client, subscription: Subscription): () => void {
  let isStopped = false;
  let delay = FIRST_DELAY;
  let end = (): void => {};
  let timer: NodeJS.Timeout | undefined;

  const connect = (): void => {
    const client = createClient();
    let check: NodeJS.Timeout | undefined;
    let isOver = false;
    const finish = (): void => {
      if (isOver) return;
      isOver = true;
      clearInterval(check);
      client.end().catch(() => {});
      if (isStopped) return;
      timer = setTimeout(connect, delay * (0.5 + Math.random() / 2));
      delay = Math.min(delay * 2, LONGEST_DELAY);
    };
    end = finish;
    client.on('error', finish);
    client.on('end', finish);
    client.on('notification', ({ payload }) => subscription.onMessage(payload ?? ''));
    const start = async (): Promise<void> => {
      await client.connect();
      // A channel name is an identifier, which cannot be a parameter. It is a constant of this program.
      await client.query(`LISTEN ${client.escapeIdentifier(subscription.channel)}`);
      if (isOver) return;
      delay = FIRST_DELAY;
      check = setInterval(() => void client.query('SELECT 1').catch(finish), CHECK_INTERVAL);
      check.unref();
      subscription.onConnect();
    };
    start().catch(finish);
  };

  connect();
  return () => {
    isStopped = true;
    clearTimeout(timer);
    end();
  };
}
