import { expect, it } from 'vitest';
import { nearestName } from './nearest-name.ts';

it('[L2] finds the name that was meant, and none when none is near', () => {
  const names = ['writer', 'security', 'qa', 'performance'];
  expect(nearestName('writr', names)).toBe('writer');
  expect(nearestName('Perfomance', names)).toBe('performance');
  expect(nearestName('aq', ['x1'])).toBeUndefined();
  expect(nearestName('gardener', names)).toBeUndefined();
  expect(nearestName('w'.repeat(61), ['w'.repeat(60)])).toBeUndefined();
});
