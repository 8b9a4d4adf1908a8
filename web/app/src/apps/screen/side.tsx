import { useEffect } from 'preact/hooks';
import { floor } from '../../core/meeting';
import { nameOf, person, placeOf } from '../../features/people/names';
import { stageNow, VideoTiles } from '../../features/video/grid';
import { inOrder, sharing } from '../../features/video/order';
import { type Seat, seats, standing } from '../../features/video/state';
import { ScreenTile } from '../../features/video/tile';
import { joinVideo, leaveVideo, playSound } from '../../features/video/video';
import { SpeechTime } from './calm';
import { w } from './words';

export { BallotScene } from './ballot';

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

/** Whose picture is large while they have the floor: somebody in the conference with a camera. */
export function largeSpeaker(): Seat | undefined {
  const { speaker } = stageNow();
  return others().find((seat) => seat.person === speaker && seat.camera);
}

/** Of the width of the wall, the narrowest picture on which somebody is still known from the last row. */
const narrowest = 0.1;

/** Beside the main thing: who speaks with the time, then the pictures of the chair and the sites. */
export function Side({ card, without }: { card: boolean; without: Seat | undefined }) {
  const all = others().filter((seat) => seat.person !== without?.person);
  const speaker = card ? floor.value?.speaking : undefined;
  if (!speaker && all.length === 0) return null;
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
      {all.length > 0 && <VideoTiles seats={all} least={Math.round(window.innerWidth * narrowest)} />}
    </aside>
  );
}

/** The screen that somebody shares. */
export function ShareScene() {
  const seat = sharing(seats.value, stageNow());
  return <section class="scene share-scene">{seat && <ScreenTile seat={seat} />}</section>;
}

/** Somebody at a remote site has the floor: they themselves, large. */
export function SpeakerPicture({ seat }: { seat: Seat }) {
  return (
    <section class="scene speaker-scene">
      <VideoTiles seats={[seat]} />
    </section>
  );
}
