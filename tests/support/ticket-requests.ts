/** What `/api/me` said to requests that some browsers hide from the worker: a slug, or the status of a refusal. */
export interface TicketOutcomes {
  readonly synchronous: { readonly plain: string; readonly withTicket: string; readonly again: string };
  readonly keepalive: { readonly plain: string; readonly withTicket: string };
}

/** Runs in a page that has the package's client: synchronous and keepalive requests, with a ticket and without one. */
export async function sendWithTickets(): Promise<TicketOutcomes> {
  const read = (status: number, text: string): string =>
    (JSON.parse(text) as { organization?: { slug: string } }).organization?.slug ?? `${status}`;
  const sendNow = (headers: Record<string, string> = {}): string => {
    const request = new XMLHttpRequest();
    request.open('GET', '/api/me', false);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send();
    return read(request.status, request.responseText);
  };
  const sendKept = async (headers: Record<string, string> = {}): Promise<string> => {
    const response = await fetch('/api/me', { keepalive: true, headers });
    return read(response.status, await response.text());
  };
  const ticket = async (): Promise<Record<string, string>> => ({
    Authorization: `Ticket ${await window.keyring.ticketFor('acme', '/api/me')}`,
  });
  const used = await ticket();
  return {
    synchronous: { plain: sendNow(), withTicket: sendNow(used), again: sendNow(used) },
    keepalive: { plain: await sendKept(), withTicket: await sendKept(await ticket()) },
  };
}
