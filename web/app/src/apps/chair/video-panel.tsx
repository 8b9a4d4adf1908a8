import './video.css';
import type { ComponentChildren, RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { can, store } from '../../core/meeting';
import type { PersonID } from '../../core/protocol.gen';
import { d } from '../../features/desk/words';
import { nameOf } from '../../features/people/names';
import {
  inOrder,
  joinVideo,
  ScreenTile,
  type Seat,
  seats,
  sharing,
  stageNow,
  standing,
  VideoControls,
  VideoNotices,
  VideoTile,
} from '../../features/video';
import { columnsFor } from '../../features/video/order';
import { offlineReason, useAct } from '../../ui/act';
import { Button, IconButton } from '../../ui/button';
import { eyeIcon, maximize2Icon, micIcon, micOffIcon, minimize2Icon, videoIcon } from '../../ui/icons';
import { video } from './video-button';
import { t } from './words';

/** The conference: the pictures, whose microphones the chair holds, and the chair's own devices. */
export function VideoPanel() {
  const out = standing.value === 'out' || standing.value === 'over';
  const large = video.value === 'large';
  return (
    <section class={`chair-video ${large ? 'large' : ''}`} aria-label={t('video')}>
      <VideoNotices />
      {out ? (
        <Join />
      ) : (
        <div class="chair-video-body">
          <Tiles large={large} />
          <div class="chair-video-side">
            <VideoControls onLeave={() => undefined} />
            <IconButton
              icon={large ? minimize2Icon : maximize2Icon}
              label={large ? t('videoSmaller') : t('videoLarger')}
              onClick={() => {
                video.value = large ? 'row' : 'large';
              }}
            />
          </div>
        </div>
      )}
    </section>
  );
}

function Join() {
  // The big screen is in it as well, but as nobody.
  const there = store
    .all('media')
    .filter((one) => one.joined && store.value(`person/${one.person}`).value?.role !== 'screen').length;
  return (
    <div class="chair-video-join">
      <p>
        <strong>{t('videoOut')}</strong> <span class="soft">{t('videoThere', there)}</span>
      </p>
      <div class="desk-buttons">
        <Button icon={eyeIcon} why={offlineReason()} onClick={() => joinVideo()}>
          {t('joinWatching')}
        </Button>
        <Button
          kind="primary"
          icon={videoIcon}
          why={offlineReason()}
          onClick={() => joinVideo({ camera: true, microphone: true })}
        >
          {t('joinSeen')}
        </Button>
      </div>
    </div>
  );
}

/** The space between two pictures, as video.css has it. */
const gap = 8;

/** Makes n pictures as large as the field allows; in a row they have the size of the style sheet. */
function useTileSize(n: number, large: boolean): RefObject<HTMLUListElement | null> {
  const field = useRef<HTMLUListElement | null>(null);
  useEffect(() => {
    const element = field.current;
    if (!element || !large) {
      element?.style.removeProperty('--tile');
      return undefined;
    }
    const fit = (): void => {
      const { clientWidth: width, clientHeight: height } = element;
      const columns = columnsFor(n, width, height);
      const rows = Math.ceil(n / columns);
      const tile = Math.min((width - gap * (columns - 1)) / columns, (((height - gap * (rows - 1)) / rows) * 16) / 9);
      element.style.setProperty('--tile', `${Math.floor(tile)}px`);
    };
    const watch = new ResizeObserver(fit);
    watch.observe(element);
    fit();
    return () => watch.disconnect();
  }, [n, large]);
  return field;
}

function Tiles({ large }: { large: boolean }) {
  const stage = stageNow();
  const shared = sharing(seats.value, stage);
  const ordered = inOrder(seats.value, stage);
  const field = useTileSize(ordered.length + (shared ? 1 : 0), large);
  if (ordered.length === 0) return <p class="soft chair-video-empty">{t('videoEmpty')}</p>;
  return (
    <ul ref={field} class="chair-tiles">
      {shared && (
        <li>
          <ScreenTile seat={shared} />
        </li>
      )}
      {ordered.map((seat) => (
        <Tile key={seat.person} seat={seat}>
          <VideoTile seat={seat} floor={seat.person === stage.speaker} />
        </Tile>
      ))}
    </ul>
  );
}

function Tile({ seat, children }: { seat: Seat; children: ComponentChildren }) {
  return (
    <li>
      {children}
      {!seat.own && can('microphone.hold') && <Hold person={seat.person} />}
    </li>
  );
}

function Hold({ person }: { person: PersonID }) {
  const [, hold] = useAct('microphone.hold');
  const held = store.value(`media/${person}`).value?.held === true;
  return (
    <IconButton
      class="chair-tile-hold"
      icon={held ? micOffIcon : micIcon}
      label={`${held ? d('letSpeak') : d('muteOne')}: ${nameOf(person)}`}
      pressed={held}
      why={offlineReason()}
      onClick={() => void hold({ person, held: !held })}
    />
  );
}
