import { describe, expect, it } from 'vitest';
import { clamp, fitted, moreAbove, moreBelow, resized, scaleFor, widthFor, zoomed } from './view';

const a4 = { w: 595, h: 842 };
const slide = { w: 794, h: 447 };
const landscape = { w: 1200, h: 632 };
const portrait = { w: 800, h: 1080 };
/** Body text of 14 points, as Vietnamese documents have it, against the smallest that is read with ease. */
const bodyText = 14 * (72 / 72);
const readable = 12;

describe('a fitted page', () => {
  it.each([
    ['upright on a lying tablet', landscape, a4],
    ['upright on an upright tablet', portrait, a4],
    ['a slide on a lying tablet', landscape, slide],
    ['upright beside a drawer', { w: 840, h: 632 }, a4],
  ])('%s has text that can be read', (_, stage, page) => {
    expect(scaleFor('width', stage, page) * bodyText).toBeGreaterThanOrEqual(readable);
  });

  it('is seen from its top and centred across', () => {
    const view = fitted('width', landscape, a4);
    expect(view.y).toBe(8);
    expect(view.x * 2 + a4.w * view.k).toBeCloseTo(landscape.w);
    expect(moreBelow(view, landscape, a4)).toBe(true);
    expect(moreAbove(view)).toBe(false);
  });

  it('as a whole has nothing more to scroll', () => {
    const view = fitted('page', landscape, a4);
    expect(moreBelow(view, landscape, a4)).toBe(false);
    expect(view.y).toBeGreaterThanOrEqual(8);
  });

  it('does not grow without end on a wide screen', () => {
    expect(scaleFor('width', { w: 2500, h: 1200 }, a4) * a4.w).toBeLessThan(1300);
  });
});

describe('scrolling', () => {
  it('stops at the edges', () => {
    const view = fitted('width', landscape, a4);
    expect(clamp({ ...view, y: 500 }, landscape, a4).y).toBe(8);
    const end = clamp({ ...view, y: -9999 }, landscape, a4);
    expect(end.y + a4.h * view.k).toBeCloseTo(landscape.h - 8);
    expect(moreBelow(end, landscape, a4)).toBe(false);
    expect(moreAbove(end)).toBe(true);
  });
});

describe('zooming', () => {
  it('keeps the point under the fingers', () => {
    const before = { ...fitted('width', landscape, a4), y: -300 };
    const at = { x: 700, y: 300 };
    const after = zoomed(before, 2, at, landscape, a4);
    expect((at.x - after.x) / after.k).toBeCloseTo((at.x - before.x) / before.k);
    expect((at.y - after.y) / after.k).toBeCloseTo((at.y - before.y) / before.k);
  });

  it('has limits', () => {
    const view = fitted('width', landscape, a4);
    const at = { x: 0, y: 0 };
    expect(zoomed(view, 1000, at, landscape, a4).k).toBe(6);
    expect(zoomed(view, 0.001, at, landscape, a4).k).toBeCloseTo(scaleFor('page', landscape, a4) * 0.8);
  });
});

describe('a stage that changes its size', () => {
  it('keeps the same line on top, fitted anew', () => {
    const view = { ...fitted('width', landscape, a4), y: -400 };
    const line = (8 - view.y) / view.k;
    const after = resized(view, 'width', landscape, portrait, a4);
    expect(after.k).toBeCloseTo(scaleFor('width', portrait, a4));
    expect((8 - after.y) / after.k).toBeLessThanOrEqual(line); // the end of the page may be reached before
    const back = resized(after, 'width', portrait, landscape, a4);
    expect(back.k).toBeCloseTo(view.k);
  });

  it('keeps a zoom of the reader', () => {
    expect(resized({ x: -50, y: -50, k: 3 }, 'free', landscape, portrait, a4).k).toBe(3);
  });
});

describe('the width to ask for', () => {
  it.each([
    [120, 1, false, 320],
    [700, 1, false, 1600],
    [1184, 1.5, false, 1600],
    [1184, 2, false, 2400],
    [1184, 2, true, 1600],
    [2500, 1, false, 2400],
  ] as const)('for %d pixels at ratio %d, sparing %s: %d', (css, ratio, sparing, width) => {
    expect(widthFor(css, ratio, sparing)).toBe(width);
  });
});
