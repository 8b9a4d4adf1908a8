// How a page lies on the stage: pure arithmetic, so that it can be tested without a browser.

/** A rectangle's size; the stage's in CSS pixels, a page's in points. */
export interface Size {
  w: number;
  h: number;
}

/** Where the page's corner lies on the stage, and how many CSS pixels a point of the page takes. */
export interface View {
  x: number;
  y: number;
  k: number;
}

/** How a page is fitted; `free` after the reader has zoomed. */
export type Fit = 'width' | 'page' | 'free';

const margin = 8;
/** On a wide screen a fitted page stays at this many pixels a point: body text is then about 27 pixels high. */
const widest = 2.1;
/** The largest zoom, in pixels a point: the widest image (2400 pixels on A4) is sharp up to here at ratio 1. */
const most = 6;

export const scaleFor = (fit: 'width' | 'page', stage: Size, page: Size): number => {
  const across = Math.max(0.05, (stage.w - 2 * margin) / page.w);
  const down = Math.max(0.05, (stage.h - 2 * margin) / page.h);
  return fit === 'width' ? Math.min(across, widest) : Math.min(across, down);
};

/** The view of a page that is fitted and seen from its top. */
export function fitted(fit: 'width' | 'page', stage: Size, page: Size): View {
  return clamp({ x: 0, y: margin, k: scaleFor(fit, stage, page) }, stage, page);
}

/** The nearest view that leaves no needless void: what is smaller than the stage is centred. */
export function clamp(view: View, stage: Size, page: Size): View {
  return { x: along(view.x, page.w * view.k, stage.w), y: along(view.y, page.h * view.k, stage.h), k: view.k };
}

function along(at: number, length: number, room: number): number {
  if (length <= room) return (room - length) / 2;
  return Math.min(margin, Math.max(room - length - margin, at));
}

/** The view after zooming by a factor around a point of the stage. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }, stage: Size, page: Size): View {
  const least = Math.min(scaleFor('page', stage, page), scaleFor('width', stage, page)) * 0.8;
  const k = Math.min(most, Math.max(least, view.k * factor));
  const grown = k / view.k;
  return clamp({ x: at.x - (at.x - view.x) * grown, y: at.y - (at.y - view.y) * grown, k }, stage, page);
}

/** The view after the stage has changed its size: the same part of the page stays on top. */
export function resized(view: View, fit: Fit, before: Size, stage: Size, page: Size): View {
  const k = fit === 'free' ? view.k : scaleFor(fit, stage, page);
  const middle = (before.w / 2 - view.x) / view.k;
  const top = (margin - view.y) / view.k;
  return clamp({ x: stage.w / 2 - middle * k, y: margin - top * k, k }, stage, page);
}

/** Whether there is more of the page below or above what is seen. */
export const moreBelow = (view: View, stage: Size, page: Size): boolean => view.y + page.h * view.k > stage.h + 1;
export const moreAbove = (view: View): boolean => view.y < 0;

/** The widths in which the server makes pages. */
export const widths = [320, 1600, 2400] as const;
export type Width = (typeof widths)[number];

/**
 * The width to ask for when a page takes `css` pixels on a screen with `ratio` device pixels each. A picture may be
 * stretched a little: text is drawn smooth, and the next width costs twice the memory.
 */
export function widthFor(css: number, ratio: number, sparing: boolean): Width {
  const needed = (css * ratio) / 1.2;
  if (needed <= 320) return 320;
  return needed <= 1600 || sparing ? 1600 : 2400;
}
