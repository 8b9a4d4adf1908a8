import './video.css';
import { type RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { floor, store } from '../../core/meeting';
import { t } from '../../locale';
import { hourglassIcon, usersIcon, videoOffIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { fitted, howMany, inOrder, sharing, type Stage, withOwn } from './order';
import { type Seat, seats, standing } from './state';
import { ScreenTile, VideoTile } from './tile';
import { v } from './words';

/** Whose floor it is and who chairs: what the order of pictures depends on. */
export function stageNow(): Stage {
  const chair = store.all('person').find((one) => one.role === 'chair');
  return { speaker: floor.value?.speaking?.person, chair: chair?.id };
}

/** The space between two pictures, as video.css has it. */
const gap = 8;

/**
 * Makes as many pictures as large as the field allows, and says how many that is when none may be narrower than `least` CSS
 * pixels. The field is given their width as --tile.
 */
function useFit(field: RefObject<HTMLElement | null>, n: number, least: number): number {
  const [shown, setShown] = useState(n);
  useLayoutEffect(() => {
    const element = field.current;
    if (!element) return undefined;
    const fit = (): void => {
      const { width, height } = element.getBoundingClientRect(); // clientWidth is rounded, also upwards
      const most = least > 0 ? howMany(n, width, height, gap, least) : n;
      element.style.setProperty('--tile', `${fitted(most, width, height, gap).tile}px`);
      setShown(most);
    };
    const watch = new ResizeObserver(fit);
    watch.observe(element);
    fit();
    return () => watch.disconnect();
  }, [field, n, least]);
  return shown;
}

interface TilesProps {
  /** In their order. */
  seats: readonly Seat[];
  /** None is narrower than so many CSS pixels; who has no room then is counted. Without it all are shown. */
  least?: number;
  /** Where all of them are seen. */
  onMore?: (() => void) | undefined;
}

/** Pictures as large as the field allows, all of one size. */
export function VideoTiles({ seats: ordered, least = 0, onMore }: TilesProps) {
  const field = useRef<HTMLDivElement>(null);
  const most = useFit(field, ordered.length, least);
  const { speaker } = stageNow();
  const shown = most < ordered.length ? withOwn(ordered, most - 1) : ordered;
  return (
    <div ref={field} class={`video-tiles ${standing.value === 'rejoining' ? 'stalled' : ''}`}>
      {shown.map((seat) => (
        <VideoTile key={seat.person} seat={seat} floor={seat.person === speaker} />
      ))}
      <More n={ordered.length - shown.length} onMore={onMore} />
    </div>
  );
}

/** In the place of a picture: how many more there are. */
function More({ n, onMore }: { n: number; onMore: (() => void) | undefined }) {
  if (n === 0) return null;
  if (!onMore) return <p class="tile tiles-more">{v('others', n)}</p>;
  return (
    <button type="button" class="tile tiles-more" onClick={onMore}>
      {v('others', n)}
    </button>
  );
}

/** The narrowest picture beside something else on which a face is still known. */
const narrowest = 180;

/** Everybody. Whoever has the floor or shares a screen is large, with the others below. */
export function VideoGrid({ share = true }: { share?: boolean }) {
  const stage = stageNow();
  const all = inOrder(seats.value, stage);
  const shared = share ? sharing(all, stage) : undefined;
  const speaker = all.length > 2 ? all.find((seat) => seat.person === stage.speaker && !seat.own) : undefined;
  const others = shared ? all : all.filter((seat) => seat !== speaker);
  if (all.length === 0) return <Nobody />;
  if (!shared && !speaker) {
    return (
      <section class="video-grid" aria-label={v('tiles')}>
        <VideoTiles seats={all} />
      </section>
    );
  }
  return (
    <section class="video-grid with-large" aria-label={v('tiles')}>
      {shared ? <ScreenTile seat={shared} /> : speaker && <VideoTiles seats={[speaker]} />}
      <VideoTiles seats={others} least={narrowest} />
    </section>
  );
}

/** The first pictures, for beside a document. */
export function VideoStrip({ onMore }: { onMore?: () => void }) {
  const all = inOrder(seats.value, stageNow());
  if (all.length === 0) return <Nobody />;
  return (
    <section class="video-strip" aria-label={v('tiles')}>
      <VideoTiles seats={all} least={narrowest} onMore={onMore} />
    </section>
  );
}

function Nobody() {
  const now = standing.value;
  if (now === 'joining' || now === 'rejoining') return <Instead icon={hourglassIcon} title={t('connecting')} />;
  if (now !== 'in') return <Instead icon={videoOffIcon} title={v('notIn')} />;
  return <Instead icon={usersIcon} title={v('nobody')} hint={v('nobodyHint')} />;
}

function Instead(props: { icon: string; title: string; hint?: string }) {
  return (
    <div class="video-nobody">
      <EmptyState {...props} />
    </div>
  );
}
