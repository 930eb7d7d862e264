import { afterEach, expect, test, vi } from 'vitest';
import { UnseenNotes } from '../../../src/app/notes/unseen-notes.ts';

const windows: UnseenNotes[] = [];
afterEach(() => {
  for (const one of windows.splice(0)) one.close();
});

/** Opens a window of the app. */
function openWindow({ isVisible = false } = {}) {
  const state = { isVisible };
  const unseen = new UnseenNotes(
    'unseen-notes:acme:user_ada',
    () => state.isVisible,
    () => {},
  );
  windows.push(unseen);
  return Object.assign(unseen, { state });
}

test('field report 17: a note whose event arrives after it was shown is not counted', () => {
  const app = openWindow();
  app.see(['shown']);
  for (const id of ['shown', 'new', 'another', 'new', 'shown']) app.arrive(id);
  expect(app.count).toBe(2);
});

test('field report 17: a note that arrives in several windows counts once in each', async () => {
  const [first, second] = [openWindow(), openWindow()];
  first.arrive('a');
  second.arrive('a');
  second.arrive('b');
  await vi.waitFor(() => expect([first.count, second.count]).toEqual([2, 2]));
  const late = openWindow();
  await vi.waitFor(() => expect(late.count).toBe(2));
});

test('field report 17: a note that one window shows counts as seen in all windows, in either order of messages', async () => {
  const hidden = openWindow();
  hidden.arrive('a');
  const visible = openWindow({ isVisible: true });
  await vi.waitFor(() => expect(hidden.count).toBe(0));
  hidden.arrive('b');
  await vi.waitFor(() => expect(hidden.count).toBe(0));
  visible.state.isVisible = false;
  hidden.arrive('b');
  hidden.arrive('c');
  expect(hidden.count).toBe(1);
  await vi.waitFor(() => expect(visible.count).toBe(1));
});

test('memory is bounded, and what was seen is not counted again', () => {
  const app = openWindow();
  const ids = Array.from({ length: 1_500 }, (_, index) => `${index}`);
  for (const id of ids) app.arrive(id);
  expect(app.count).toBe(1_000);
  app.see(ids);
  expect(app.count).toBe(0);
});
