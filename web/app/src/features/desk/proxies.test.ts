import { describe, expect, it } from 'vitest';
import type { Role } from '../../core/protocol.gen';
import { principalsOf, proxyHindrance } from './proxies';

const one = (id: string, role: Role = 'delegate', proxy?: string) => ({ id, role, ...(proxy ? { proxy } : {}) });
const all = [one('an', 'delegate', 'binh'), one('binh'), one('cuc'), one('dung', 'guest'), one('chu-toa', 'chair'), one('man-hinh', 'screen')];
const found = (id: string) => all.find((person) => person.id === id) ?? one(id);

describe('whoever holds a vote', () => {
  it.each([
    { principal: 'cuc', to: 'chu-toa', limit: 1, why: undefined },
    { principal: 'cuc', to: 'cuc', limit: 1, why: 'cannot' },
    { principal: 'cuc', to: 'dung', limit: 1, why: 'cannot' },
    { principal: 'cuc', to: 'man-hinh', limit: 1, why: 'cannot' },
    { principal: 'cuc', to: 'an', limit: 1, why: 'chain' },
    { principal: 'binh', to: 'cuc', limit: 1, why: 'chain' },
    { principal: 'cuc', to: 'binh', limit: 1, why: 'full' },
    { principal: 'cuc', to: 'binh', limit: 2, why: undefined },
  ])('$to for $principal, of at most $limit: $why', ({ principal, to, limit, why }) => {
    expect(proxyHindrance(found(principal), found(to), all, limit)).toBe(why);
  });
});

it('knows whose votes somebody holds', () => {
  expect(principalsOf('binh', all).map(({ id }) => id)).toEqual(['an']);
  expect(principalsOf('cuc', all)).toEqual([]);
});
