import { expect, test } from 'vitest';
import { type HandleGiver, heldHandles } from './held-handles.ts';

const gave = (visible: boolean, handles: Record<string, string>): HandleGiver => ({
  visible,
  handles,
  remedy: undefined,
  isUndone: false,
});
const rebuild: HandleGiver = { visible: true, handles: {}, remedy: 'rebuild', isUndone: false };

test('[J2] handles add up, a later one of the same name in the place of the earlier', () => {
  expect(heldHandles([gave(false, { container: '1' }), gave(false, { container: '2', poll: 'x' })])).toEqual({
    container: '2',
    poll: 'x',
  });
});

test('what was prepared is dropped where the platform asks for it, what is out is not', () => {
  expect(heldHandles([gave(false, { container: '1' }), rebuild])).toEqual({});
  expect(heldHandles([gave(true, { post: '1' }), gave(false, { media: '7' }), rebuild])).toEqual({
    post: '1',
  });
});
