import { expect, it } from 'vitest';
import { secret } from './people';

it('makes passwords that can be written down and are not the same', () => {
  const made = new Set(Array.from({ length: 200 }, () => secret()));
  expect(made.size).toBe(200);
  for (const one of made) expect(one).toMatch(/^[a-hj-km-np-z2-9]{4}(-[a-hj-km-np-z2-9]{4}){2}$/);
});

it('throws bytes away that would make some signs likelier', () => {
  let throws = 0;
  const made = secret((bytes) => bytes.fill(throws++ === 0 ? 255 : 0));
  expect(made).toBe('aaaa-aaaa-aaaa');
  expect(throws).toBe(2);
});
