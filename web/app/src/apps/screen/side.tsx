import { useEffect } from 'preact/hooks';
import { floor } from '../../core/meeting';
import { nameOf, person, placeOf } from '../../features/people/names';
import { stageNow } from '../../features/video/grid';
import { inOrder, sharing } from '../../features/video/order';
import { type Seat, seats, silent, standing } from '../../features/video/state';
import { ScreenTile, VideoTile } from '../../features/video/tile';
import { joinVideo, leaveVideo, playSound } from '../../features/video/video';
import { Icon, volume2Icon } from '../../ui/icons';
import { SpeechTime } from './calm';
import { w } from './words';

/** Is in the conference, only to see and hear, as long as somebody is in it. */
export function Joined({ live }: { live: boolean }) {
  useEffect(() => {
    if (live) joinVideo();
    else if (standing.peek() !== 'out') void leaveVideo();
  }, [live]);
  useEffect(() => {
    const touch = (): void => void playSound();
    document.addEventListener('pointerdown', touch);
    return () => document.removeEventListener('pointerdown', touch);
  }, []);
  return null;
}

/** The seats that a wall shows: everybody but itself. */
const others = (): Seat[] => inOrder(seats.value, stageNow()).filter((seat) => !seat.own);

/** Beside the document: who speaks with the time, then the pictures of the chair and the sites. */
export function Side({ sharing: shared }: { sharing: boolean }) {
  const stage = stageNow();
  const speaker = floor.value?.speaking;
  const all = others();
  const shown = all.slice(0, shared ? 4 : 3);
  if (!speaker && shown.length === 0) return null;
  return (
    <aside class="wall-side">
      {speaker && (
        <div class="wall-speaker">
          <p class="wall-speaker-kicker">{w('speaking')}</p>
          <p class="wall-speaker-name">{nameOf(speaker.person)}</p>
          <p class="wall-speaker-place">{placeOf(person(speaker.person))}</p>
          <p class="wall-speaker-time">
            <SpeechTime />
          </p>
        </div>
      )}
      {shown.map((seat) => (
        <VideoTile key={seat.person} seat={seat} floor={seat.person === stage.speaker} />
      ))}
      {all.length > 0 && silent.value && standing.value === 'in' && (
        <p class="wall-touch">
          <Icon of={volume2Icon} />
          {w('touch')}
        </p>
      )}
    </aside>
  );
}

/** The screen that somebody shares. */
export function ShareScene() {
  const seat = sharing(seats.value, stageNow());
  return <section class="scene share-scene">{seat && <ScreenTile seat={seat} />}</section>;
}
