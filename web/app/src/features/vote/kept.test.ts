import { describe, expect, it } from 'vitest';
import { base64 } from './base64';
import { consistent, joined, noteOf } from './kept';

const hash = async (...parts: Uint8Array[]): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', Uint8Array.from(parts.flatMap((part) => [...part]))));
const leaf = (n: number): Promise<Uint8Array> => hash(Uint8Array.of(0), new TextEncoder().encode(`leaf ${n}`));
const half = (n: number): number => 2 ** Math.ceil(Math.log2(n) - 1);

// The tree and its proofs as RFC 6962 writes them down, by recursion.
async function root(from: number, to: number): Promise<Uint8Array> {
  if (to - from === 1) return leaf(from);
  const k = from + half(to - from);
  return hash(Uint8Array.of(1), await root(from, k), await root(k, to));
}

async function proof(m: number, from: number, to: number, known: boolean): Promise<string[]> {
  const n = to - from;
  if (m === n) return known ? [] : [base64(await root(from, to))];
  const k = half(n);
  return m <= k
    ? [...(await proof(m, from, from + k, known)), base64(await root(from + k, to))]
    : [...(await proof(m - k, from + k, to, false)), base64(await root(from, from + k))];
}

const head = async (size: number) => ({ size, root: base64(await root(0, size)) });

describe('whether a log begins with another', () => {
  const sizes = Array.from({ length: 17 }, (_, i) => i + 1);
  it.each(sizes.flatMap((second) => sizes.slice(0, second).map((first) => [first, second] as const)))('%i of %i', async (first, second) => {
    const path = await proof(first, 0, second, true);
    const [one, other] = [await head(first), await head(second)];
    expect(await consistent(one, other, path)).toBe(true);
    expect(await consistent({ ...one, root: base64(await leaf(99)) }, other, path)).toBe(false);
    expect(await consistent(one, { ...other, root: base64(await leaf(99)) }, path)).toBe(false);
    expect(await consistent(one, other, [...path, one.root])).toBe(false);
    if (path.length > 0) expect(await consistent(one, other, path.slice(1))).toBe(false);
  });

  it('is never longer than the other', async () => expect(await consistent(await head(3), await head(2), [])).toBe(false));
});

const note = (size: string, of = `${'A'.repeat(43)}=`): string => `dienhong/m1\n${size}\n${of}\n\n— dienhong x\n`;

describe('what is kept', () => {
  it('reads a signed note of this meeting', () => expect(noteOf(note('12'), 'm1')).toMatchObject({ size: 12 }));
  it.each([
    ['of another meeting', note('12'), 'm2'],
    ['without a signature', note('12').replace('— ', ''), 'm1'],
    ['of no size', note('x'), 'm1'],
    ['of nothing', note('0'), 'm1'],
    ['with a short root', note('12', 'AAAA'), 'm1'],
    ['that is empty', '', 'm1'],
  ])('refuses one %s', (_, text, meeting) => expect(noteOf(text, meeting)).toBeUndefined());

  const one = { size: 5, root: 'a', note: 'one' };
  it('keeps it once', () => expect(joined([one], { ...one, note: 'again' })).toEqual({ kept: [one], differs: false }));
  it('keeps them in order', () => expect(joined([one], { size: 3, root: 'b', note: 'two' }).kept.map(({ size }) => size)).toEqual([3, 5]));
  it('keeps both of one size that differ, and says so', () => {
    const { kept, differs } = joined([one], { size: 5, root: 'b', note: 'two' });
    expect(differs).toBe(true);
    expect(kept).toHaveLength(2);
  });
});
