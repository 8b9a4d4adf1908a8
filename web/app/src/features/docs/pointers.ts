import { calm } from '../../core/a11y';

/** What pointers on a stage mean, in pixels of the stage. */
export interface Gestures {
  /** A finger or the mouse drags. `free` is false while the page is fitted and a drag sideways may become a swipe. */
  pan(dx: number, dy: number): void;
  zoom(factor: number, at: { x: number; y: number }): void;
  doubleTap(at: { x: number; y: number }): void;
  /** The page follows the finger that swipes; 0 when it lets go. */
  slide(dx: number): void;
  swipe(direction: 1 | -1): void;
  /** Whether the page is wider than the stage: a drag sideways then pans. */
  wide(): boolean;
  /** A gesture has begun or ended. */
  moving(yes: boolean): void;
}

interface Point {
  x: number;
  y: number;
}

const tapReach = 12;
const tapTime = 300;
const doubleTime = 320;
const swipeReach = 60;
/** How fast a fling fades, in milliseconds to a third. */
const fade = 325;

/**
 * The one place that decides what a pointer means: pan, pinch, tap or swipe. Pens and ink belong here as well when they
 * come, for two parties that listen to the same pointers fight over them.
 */
export class Pointers {
  readonly #stage: HTMLElement;
  readonly #to: Gestures;
  readonly #down = new Map<number, Point>();
  readonly #stop = new AbortController();
  #start: Point = { x: 0, y: 0 };
  #startTime = 0;
  /** Which way a lone finger goes, once it is clear. */
  #axis: 'none' | 'x' | 'y' | 'both' = 'none';
  #pinched = false;
  #travel = 0;
  #lastTap = -1e9;
  #velocity: Point = { x: 0, y: 0 };
  #lastMove = 0;
  #fling = 0;

  constructor(stage: HTMLElement, to: Gestures) {
    this.#stage = stage;
    this.#to = to;
    const options = { passive: false, signal: this.#stop.signal };
    stage.addEventListener('pointerdown', (event) => this.#press(event), options);
    stage.addEventListener('pointermove', (event) => this.#move(event), options);
    stage.addEventListener('pointerup', (event) => this.#release(event), options);
    stage.addEventListener('pointercancel', (event) => this.#cancel(event), options);
    stage.addEventListener('lostpointercapture', (event) => this.#cancel(event), options);
    stage.addEventListener('wheel', (event) => this.#wheel(event), options);
    addEventListener('blur', () => this.#forget(), options);
  }

  /** Lets go of the stage. */
  end(): void {
    this.#stop.abort();
    this.#forget();
  }

  #at(event: MouseEvent): Point {
    const box = this.#stage.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  }

  #press(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    cancelAnimationFrame(this.#fling);
    this.#stage.setPointerCapture(event.pointerId);
    const at = this.#at(event);
    this.#down.set(event.pointerId, at);
    if (this.#down.size > 1) {
      this.#pinched = true;
      this.#to.slide(0);
      return;
    }
    this.#start = at;
    this.#startTime = event.timeStamp;
    this.#lastMove = event.timeStamp;
    this.#axis = 'none';
    this.#pinched = false;
    this.#travel = 0;
    this.#velocity = { x: 0, y: 0 };
    this.#to.moving(true);
  }

  #move(event: PointerEvent): void {
    const before = this.#down.get(event.pointerId);
    if (!before) return;
    const at = this.#at(event);
    this.#down.set(event.pointerId, at);
    if (this.#down.size === 1 && !this.#pinched) this.#drag(before, at, event.timeStamp);
    else if (this.#down.size === 2) this.#pinch(event.pointerId, before, at);
  }

  #drag(before: Point, at: Point, now: number): void {
    const dx = at.x - before.x;
    const dy = at.y - before.y;
    this.#travel += Math.hypot(dx, dy);
    if (this.#axis === 'none') {
      const across = Math.abs(at.x - this.#start.x);
      const down = Math.abs(at.y - this.#start.y);
      if (across + down < tapReach) return;
      this.#axis = this.#to.wide() ? 'both' : across > down ? 'x' : 'y';
    }
    const passed = Math.max(1, now - this.#lastMove);
    this.#lastMove = now;
    const keep = Math.exp(-passed / 40);
    this.#velocity = {
      x: this.#velocity.x * keep + (dx / passed) * (1 - keep),
      y: this.#velocity.y * keep + (dy / passed) * (1 - keep),
    };
    if (this.#axis === 'x') this.#to.slide(at.x - this.#start.x);
    else this.#to.pan(this.#axis === 'y' ? 0 : dx, dy);
  }

  #pinch(moved: number, before: Point, at: Point): void {
    let other = at;
    for (const [id, point] of this.#down) if (id !== moved) other = point;
    const was = Math.hypot(before.x - other.x, before.y - other.y) || 1;
    const is = Math.hypot(at.x - other.x, at.y - other.y) || 1;
    this.#to.pan((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.#to.zoom(is / was, { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 });
  }

  #release(event: PointerEvent): void {
    if (!this.#down.delete(event.pointerId) || this.#down.size > 0) return;
    this.#to.moving(false);
    if (this.#pinched) return;
    const at = this.#at(event);
    const held = event.timeStamp - this.#startTime;
    if (this.#travel < tapReach && held < tapTime) this.#tap(at, event.timeStamp);
    else if (this.#axis === 'x') this.#endSlide(at, held);
    else if (event.timeStamp - this.#lastMove < 60) this.#throw();
  }

  #tap(at: Point, now: number): void {
    if (now - this.#lastTap > doubleTime) {
      this.#lastTap = now;
      return;
    }
    this.#lastTap = -1e9;
    this.#to.doubleTap(at);
  }

  #endSlide(at: Point, held: number): void {
    const way = at.x - this.#start.x;
    this.#to.slide(0);
    if (Math.abs(way) > swipeReach || (Math.abs(way) > swipeReach / 3 && held < 250)) this.#to.swipe(way < 0 ? 1 : -1);
  }

  /** What was thrown goes on for a while. */
  #throw(): void {
    if (calm()) return;
    let { x, y } = this.#axis === 'y' ? { x: 0, y: this.#velocity.y } : this.#velocity;
    let last = performance.now();
    const step = (now: number): void => {
      const passed = now - last;
      last = now;
      this.#to.pan(x * passed, y * passed);
      const keep = Math.exp(-passed / fade);
      x *= keep;
      y *= keep;
      if (Math.hypot(x, y) > 0.02) this.#fling = requestAnimationFrame(step);
    };
    if (Math.hypot(x, y) > 0.1) this.#fling = requestAnimationFrame(step);
  }

  #cancel(event: PointerEvent): void {
    if (!this.#down.delete(event.pointerId)) return;
    this.#to.slide(0);
    if (this.#down.size === 0) this.#to.moving(false);
  }

  #forget(): void {
    cancelAnimationFrame(this.#fling);
    if (this.#down.size === 0) return;
    this.#down.clear();
    this.#to.slide(0);
    this.#to.moving(false);
  }

  #wheel(event: WheelEvent): void {
    event.preventDefault();
    cancelAnimationFrame(this.#fling);
    const unit = event.deltaMode === 1 ? 24 : event.deltaMode === 2 ? 400 : 1;
    if (event.ctrlKey) this.#to.zoom(Math.exp((-event.deltaY * unit) / 200), this.#at(event));
    else if (event.shiftKey) this.#to.pan(-event.deltaY * unit, 0);
    else this.#to.pan(-event.deltaX * unit, -event.deltaY * unit);
  }
}
