/** Whether two types are the same; `any` equals only itself. */
type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** Fails to compile unless `Actual` is exactly `Expected`: `expectType<string>()(value)`. */
export function expectType<Expected>() {
  return <Actual>(..._: Equals<Actual, Expected> extends true ? [value: Actual] : [never]): void => {};
}
