import './video.css';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { floor, store } from '../../core/meeting';
import { usersIcon } from '../../ui/icons';
import { EmptyState } from '../../ui/parts';
import { columnsFor, inOrder, type Stage } from './order';
import { seats } from './state';
import { VideoTile } from './tile';
import { v } from './words';

/** Whose floor it is and who chairs: what the order of pictures depends on. */
export function stageNow(): Stage {
  const chair = store.all('person').find((one) => one.role === 'chair');
  return { speaker: floor.value?.speaking?.person, chair: chair?.id };
}

/** Everybody's picture, as large as the field allows. */
export function VideoGrid() {
  const field = useRef<HTMLElement>(null);
  const [columns, setColumns] = useState(1);
  const stage = stageNow();
  const all = inOrder(seats.value, stage);
  useEffect(() => {
    const element = field.current;
    if (!element) return undefined;
    const fit = (): void => setColumns(columnsFor(all.length, element.clientWidth, element.clientHeight));
    const watch = new ResizeObserver(fit);
    watch.observe(element);
    fit();
    return () => watch.disconnect();
  }, [all.length]);
  useEffect(() => field.current?.style.setProperty('--columns', String(columns)), [columns]);
  return (
    <section class="video-grid" ref={field} aria-label={v('tiles')}>
      {all.map((seat) => (
        <VideoTile key={seat.person} seat={seat} large={all.length < 3} floor={seat.person === stage.speaker} />
      ))}
    </section>
  );
}

/** The first pictures in a row or column, for beside a document. `most` bounds how many. */
export function VideoStrip({ most, kind = 'column' }: { most: number; kind?: 'column' | 'row' }) {
  const stage = stageNow();
  const ordered = inOrder(seats.value, stage);
  const shown = useMemo(() => {
    const first = ordered.slice(0, most);
    const own = ordered.find((seat) => seat.own);
    return own && !first.includes(own) ? [...first.slice(0, most - 1), own] : first;
  }, [ordered, most]);
  if (shown.length === 0) return <EmptyState icon={usersIcon} title={v('nobody')} hint={v('nobodyHint')} />;
  return (
    <section class={`video-strip ${kind}`} aria-label={v('tiles')}>
      {shown.map((seat) => (
        <VideoTile key={seat.person} seat={seat} floor={seat.person === stage.speaker} />
      ))}
    </section>
  );
}
