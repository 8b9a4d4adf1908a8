import { describe, expect, it } from 'vitest';
import { asked, destination, digits } from './address';

describe('what the address asks for', () => {
  it.each([
    ['/', '', {}],
    ['/vao/abc-DEF_1', '', { token: 'abc-DEF_1' }],
    ['/s/b/vao/abc', '', { token: 'abc' }],
    ['/', '?next=/m/01J/chair&why=signed_out', { next: '/m/01J/chair', why: 'signed_out' }],
    ['/', '?code=482913', { code: '482913' }],
    ['/', '?next=//evil.example/m/1', {}],
    ['/', '?next=https://evil.example/m/1', {}],
    ['/', '?next=/m/../api/sign-out', {}],
    ['/', '?next=/m/1%2f..%2f..', {}],
  ])('%s%s', (path, search, expected) => expect(asked(path, search)).toEqual(expected));
});

describe('where it leads', () => {
  it.each([
    ['/', undefined, '/'],
    ['/s/b/', undefined, '/s/b/'],
    ['/', '/m/1', '/m/1'],
    ['/s/b/', '/m/1/chair', '/s/b/m/1/chair'],
    ['/s/b/m/2', '/m/1', '/s/b/m/1'],
  ])('%s and %s: %s', (goto, next, to) => expect(destination(goto, next)).toBe(to));
});

it('reads codes as people type them', () => {
  expect(digits('482 913')).toBe('482913');
  expect(digits('48-29-13')).toBe('482913');
  expect(digits('Mã: 482913 7')).toBe('482913');
});
