import './docs.css';
import type { Ref } from 'preact';
import { useEffect, useId, useImperativeHandle, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { DocumentValue } from '../../core/protocol.gen';
import { t } from '../../locale';
import { Page } from './page';
import { Pointers } from './pointers';
import {
  clamp,
  type Fit,
  fitted,
  moreAbove,
  moreBelow,
  resized,
  scaleFor,
  type Size,
  type View,
  type Width,
  widthFor,
  zoomed,
} from './view';

/** What the buttons around a viewer do with it. */
export interface ViewerHandle {
  zoom(factor: number): void;
  fit(fit: 'width' | 'page'): void;
}

interface ViewerProps {
  document: DocumentValue;
  page: number;
  /** The reader wants another page. */
  onTurn: (page: number) => void;
  handle?: Ref<ViewerHandle>;
  /** A screen that only shows: no focus, no keys, no gestures; the whole page is fitted. */
  still?: boolean;
}

const step = 1.25;

/**
 * One page of a document on a stage: fitted to the width at first, with scrolling, pinching and double tap of its own,
 * and a swipe for the next page where it is fitted. The place of the page is there at once, before its picture is.
 */
export function Viewer({ document, page, onTurn, handle, still = false }: ViewerProps) {
  const stage = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const keys = useId();
  const [width, setWidth] = useState<Width>(1600);
  const size = pageSize(document, page);
  const ground = useRef<Ground>(undefined);
  const turn = useRef(onTurn);
  turn.current = onTurn;
  const last = document.pages.length;
  const place = useRef({ page, last });
  place.current = { page, last };

  useLayoutEffect(() => {
    if (!stage.current || !sheet.current) return undefined;
    const made = new Ground(stage.current, sheet.current, still ? 'page' : 'width', size, setWidth, (by) => {
      const to = place.current.page + by;
      if (to >= 1 && to <= place.current.last) turn.current(to);
    });
    ground.current = made;
    if (still) return () => made.end();
    const pointers = new Pointers(stage.current, made);
    return () => {
      pointers.end();
      made.end();
    };
    // The size is told below, whenever it changes.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [still]);

  // oxlint-disable-next-line react/exhaustive-deps -- a size is its two numbers
  useLayoutEffect(() => ground.current?.lay(size), [document.id, page, size.w, size.h]);

  useEffect(() => {
    // The page of a device that was turned or moved to another screen.
    const again = (): void => ground.current?.settle();
    addEventListener('resize', again);
    return () => removeEventListener('resize', again);
  }, []);

  useImperativeHandle(handle ?? null, () => ({
    zoom: (factor) => ground.current?.zoomBy(factor),
    fit: (fit) => ground.current?.fitTo(fit),
  }));

  const press = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = keyActs(ground.current, place.current, turn.current)[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };

  const picture = <Page document={document} page={page} width={width} />;
  if (still) {
    return (
      <div ref={stage} class="stage">
        <div ref={sheet} class="sheet">
          {picture}
        </div>
      </div>
    );
  }
  return (
    // A reader with keys alone has to reach what scrolls by itself.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={stage}
      class="stage"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role
      role="group"
      aria-label={t('pageOfTitle', document.title, page, last)}
      aria-describedby={keys}
      onKeyDown={press}
    >
      <div ref={sheet} class="sheet">
        {picture}
      </div>
      <p id={keys} class="visually-hidden">
        {t('viewerKeys')}
      </p>
    </div>
  );
}

/** A page's size in points; A4 as long as it is not known. */
export function pageSize(document: DocumentValue, page: number): Size {
  const [w, h] = document.pages[page - 1] ?? [595, 842];
  return { w: w > 0 ? w : 595, h: h > 0 ? h : 842 };
}

type Acts = Record<string, () => void>;

function keyActs(
  ground: Ground | undefined,
  { page, last }: { page: number; last: number },
  turn: (page: number) => void,
): Acts {
  if (!ground) return {};
  const to = (wanted: number): void => {
    if (wanted >= 1 && wanted <= last && wanted !== page) turn(wanted);
  };
  const down = (): void => {
    if (!ground.scroll(0.85)) to(page + 1);
  };
  const up = (): void => {
    if (!ground.scroll(-0.85)) to(page - 1);
  };
  return {
    ArrowRight: () => to(page + 1),
    ArrowLeft: () => to(page - 1),
    ArrowDown: () => void ground.scroll(0.12),
    ArrowUp: () => void ground.scroll(-0.12),
    PageDown: down,
    PageUp: up,
    ' ': down,
    Home: () => to(1),
    End: () => to(last),
    '+': () => ground.zoomBy(step),
    '=': () => ground.zoomBy(step),
    '-': () => ground.zoomBy(1 / step),
    '0': () => ground.fitTo('width'),
  };
}

/** The page on its stage: holds the view and puts it into the document, outside of rendering. */
class Ground {
  readonly #stage: HTMLElement;
  readonly #sheet: HTMLElement;
  readonly #ask: (width: Width) => void;
  readonly #turn: (by: 1 | -1) => void;
  readonly #observer: ResizeObserver;
  #page: Size;
  #room: Size;
  #view: View;
  #fit: Fit;
  #home: 'width' | 'page';

  constructor(
    stage: HTMLElement,
    sheet: HTMLElement,
    fit: 'width' | 'page',
    page: Size,
    ask: (width: Width) => void,
    turn: (by: 1 | -1) => void,
  ) {
    this.#stage = stage;
    this.#sheet = sheet;
    this.#home = fit;
    this.#fit = fit;
    this.#page = page;
    this.#ask = ask;
    this.#turn = turn;
    this.#room = { w: stage.clientWidth, h: stage.clientHeight };
    this.#view = fitted(fit, this.#room, page);
    this.#observer = new ResizeObserver(() => this.#resize());
    this.#observer.observe(stage);
    this.#put();
  }

  end(): void {
    this.#observer.disconnect();
  }

  /** Lays another page: fitted as before, seen from its top; a zoom of the reader's own stays. */
  lay(page: Size): void {
    this.#page = page;
    this.#view =
      this.#fit === 'free'
        ? clamp({ ...this.#view, y: 8 }, this.#room, page)
        : fitted(this.#fit, this.#room, page);
    this.#put();
  }

  fitTo(fit: 'width' | 'page'): void {
    this.#fit = this.#home = fit;
    this.#view = fitted(fit, this.#room, this.#page);
    this.#glide();
  }

  zoomBy(factor: number): void {
    this.#zoom(factor, { x: this.#room.w / 2, y: this.#room.h / 2 });
    this.#glide();
  }

  /** Scrolls by a part of the stage's height; false when there is nothing more that way. */
  scroll(part: number): boolean {
    if (part > 0 ? !moreBelow(this.#view, this.#room, this.#page) : !moreAbove(this.#view)) return false;
    this.pan(0, -part * this.#room.h);
    return true;
  }

  // From here on: what pointers ask for.

  pan(dx: number, dy: number): void {
    this.#view = clamp({ ...this.#view, x: this.#view.x + dx, y: this.#view.y + dy }, this.#room, this.#page);
    this.#put();
  }

  zoom(factor: number, at: { x: number; y: number }): void {
    this.#zoom(factor, at);
    this.#put();
  }

  doubleTap(at: { x: number; y: number }): void {
    if (this.#fit === 'free') {
      const top = this.#view.y;
      this.#fit = this.#home;
      const before = this.#view.k;
      const view = fitted(this.#home, this.#room, this.#page);
      this.#view = clamp({ ...view, y: (top * view.k) / before }, this.#room, this.#page);
    } else {
      this.#zoom(2.2, at);
    }
    this.#glide();
  }

  slide(dx: number): void {
    this.#sheet.style.setProperty('--slide', `${Math.sign(dx) * Math.min(120, Math.abs(dx) * 0.5)}px`);
  }

  swipe(direction: 1 | -1): void {
    this.#turn(direction);
  }

  wide(): boolean {
    return this.#page.w * this.#view.k > this.#room.w + 1;
  }

  moving(yes: boolean): void {
    this.#stage.classList.toggle('moving', yes);
    if (!yes) this.settle();
  }

  /** Asks for the picture that is sharp at this size. */
  settle(): void {
    const { deviceMemory } = navigator as { deviceMemory?: number };
    const sparing = deviceMemory !== undefined && deviceMemory <= 2 && this.#fit !== 'free';
    this.#ask(widthFor(this.#page.w * this.#view.k, devicePixelRatio, sparing));
  }

  #zoom(factor: number, at: { x: number; y: number }): void {
    this.#view = zoomed(this.#view, factor, at, this.#room, this.#page);
    const home = scaleFor(this.#home, this.#room, this.#page);
    this.#fit = Math.abs(this.#view.k / home - 1) < 0.02 ? this.#home : 'free';
  }

  #resize(): void {
    const room = { w: this.#stage.clientWidth, h: this.#stage.clientHeight };
    if (room.w === 0 || room.h === 0 || (room.w === this.#room.w && room.h === this.#room.h)) return;
    this.#view = resized(this.#view, this.#fit, this.#room, room, this.#page);
    this.#room = room;
    this.#put();
    this.settle();
  }

  #put(): void {
    const { x, y, k } = this.#view;
    const { style } = this.#sheet;
    style.setProperty('width', `${this.#page.w * k}px`);
    style.setProperty('height', `${this.#page.h * k}px`);
    style.setProperty('--x', `${x}px`);
    style.setProperty('--y', `${y}px`);
  }

  /** Puts the view with a short movement, so that the eye can follow. */
  #glide(): void {
    this.#sheet.classList.add('gliding');
    this.#put();
    setTimeout(() => {
      this.#sheet.classList.remove('gliding');
      this.settle();
    }, 180);
  }
}
