import './video.css';
import { useEffect, useRef } from 'preact/hooks';
import { floor } from '../../core/meeting';
import { t } from '../../locale';
import { handIcon, Icon, micIcon, micOffIcon, signalIcon, wifiOffIcon } from '../../ui/icons';
import { Avatar } from '../../ui/parts';
import { nameOf, person } from '../people/names';
import type { Picture, Seat } from './state';
import { v } from './words';

/** Somebody's picture, or their letter while there is none, with their name and what is to be known of them. */
export function VideoTile({ seat, floor: speaks = false }: { seat: Seat; floor?: boolean }) {
  const one = person(seat.person);
  const chair = one?.role === 'chair';
  const names = ['tile', seat.own && 'own', speaks && 'floor', seat.speaking && 'speaking', seat.line === 'lost' && 'lost'];
  const place = (floor.value?.queue ?? []).findIndex((request) => request.person === seat.person) + 1;
  return (
    <figure class={names.filter(Boolean).join(' ')} data-person={seat.person}>
      <Avatar name={nameOf(seat.person)} kind={chair ? 'chair' : 'plain'} />
      {seat.camera && <Video picture={seat.camera} mirrored={seat.own} label={nameOf(seat.person)} />}
      {seat.line === 'lost' && (
        <p class="tile-lost">
          <Icon of={wifiOffIcon} />
          {v('lineLost')}
        </p>
      )}
      <figcaption class="tile-name">
        <Icon of={seat.microphone === true ? micIcon : micOffIcon} class={seat.microphone === true ? 'tile-open' : ''} />
        <span class="tile-words">
          {chair && <strong>{t('role_chair')} </strong>}
          <Name name={nameOf(seat.person)} />
          {seat.own && ` (${t('myPart')})`}
          <span class="visually-hidden">{spoken(seat, place)}</span>
        </span>
        {place > 0 && (
          <span class="tile-hand figures" aria-hidden="true">
            <Icon of={handIcon} />
            {place}
          </span>
        )}
        {seat.line === 'poor' && <Icon of={signalIcon} class="tile-weak" />}
      </figcaption>
    </figure>
  );
}

/** A name whose first words are the same for many sites leaves them out where there is little room. */
function Name({ name }: { name: string }) {
  const same = t('role_unit');
  if (!name.startsWith(`${same} `)) return <>{name}</>;
  return (
    <>
      <span class="tile-same">{same} </span>
      {name.slice(same.length + 1)}
    </>
  );
}

function spoken(seat: Seat, place: number): string {
  const facts = [
    seat.microphone !== true && v('muted'),
    seat.speaking && v('speaking'),
    place > 0 && v('waits', place),
    seat.line === 'poor' && v('lineWeak'),
    !seat.camera && v('noPicture'),
  ].filter(Boolean);
  return facts.length > 0 ? `, ${facts.join(', ')}` : '';
}

/** A shared screen, whole and unmirrored. */
export function ScreenTile({ seat }: { seat: Seat }) {
  const words = seat.own ? v('sharedByYou') : v('sharedBy', nameOf(seat.person));
  return (
    <figure class="tile screen" data-person={seat.person}>
      {seat.screen && <Video picture={seat.screen} label={words} />}
      <figcaption class="tile-name">
        <span class="tile-words">{words}</span>
      </figcaption>
    </figure>
  );
}

/** The element that a picture is shown in. The library chooses the layer by its size and whether it is seen. */
function Video({ picture, mirrored = false, label }: { picture: Picture; mirrored?: boolean; label: string }) {
  const element = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const video = element.current;
    if (!video) return undefined;
    picture.attach(video);
    return () => picture.detach(video);
  }, [picture]);
  return <video ref={element} class={mirrored ? 'mirrored' : ''} aria-label={label} autoPlay muted playsInline />;
}
