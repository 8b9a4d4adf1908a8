import './video.css';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../locale';
import { Icon, micOffIcon, signalIcon } from '../../ui/icons';
import { Avatar } from '../../ui/parts';
import { nameOf, person } from '../people/names';
import type { Picture, Seat } from './state';
import { v } from './words';

/** Somebody's picture, or their letter while there is none, with their name and what is to be known of them. */
export function VideoTile({ seat, large = false, floor = false }: { seat: Seat; large?: boolean; floor?: boolean }) {
  const one = person(seat.person);
  const names = ['tile', large && 'large', seat.own && 'own', (seat.speaking || floor) && 'speaking'];
  return (
    <figure class={names.filter(Boolean).join(' ')} data-person={seat.person}>
      {seat.camera ? (
        <Video picture={seat.camera} mirrored={seat.own} label={nameOf(seat.person)} />
      ) : (
        <Avatar name={nameOf(seat.person)} kind={one?.role === 'chair' ? 'chair' : 'plain'} />
      )}
      <figcaption class="tile-name">
        {seat.microphone !== true && <Icon of={micOffIcon} />}
        <span class="tile-words">
          {one?.role === 'chair' && <strong>{t('role_chair')} </strong>}
          {nameOf(seat.person)}
          {seat.own && ` (${v('you')})`}
          <span class="visually-hidden">{spoken(seat)}</span>
        </span>
        {seat.line === 'poor' && <Icon of={signalIcon} class="tile-weak" />}
      </figcaption>
    </figure>
  );
}

function spoken(seat: Seat): string {
  const facts = [
    seat.microphone !== true && v('muted'),
    seat.speaking && v('speaking'),
    seat.line === 'poor' && v('lineWeak'),
    !seat.camera && v('noPicture'),
  ].filter(Boolean);
  return facts.length > 0 ? `, ${facts.join(', ')}` : '';
}

/** A shared screen, whole and unmirrored. */
export function ScreenTile({ seat }: { seat: Seat }) {
  return (
    <figure class="tile screen large" data-person={seat.person}>
      {seat.screen && <Video picture={seat.screen} label={v('sharedBy', nameOf(seat.person))} />}
      <figcaption class="tile-name">
        <span class="tile-words">{seat.own ? v('sharedByYou') : v('sharedBy', nameOf(seat.person))}</span>
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
