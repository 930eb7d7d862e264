/** A page's window as the worker sees it; stub `WindowClient` with it. */
export class FakeWindowClient {
  constructor(
    readonly frameType: string,
    readonly url = 'https://app.test/acme/',
    readonly id: string = 'client-1',
  ) {}
}
