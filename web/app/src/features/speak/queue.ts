import { minute } from '../../core/clock';
import { floor, me } from '../../core/meeting';
import type { FloorRequest, Speech } from '../../core/protocol.gen';

/** My place among those who wait, from 1; 0 when I do not wait. */
export const myPlace = (): number => (floor.value?.queue ?? []).findIndex(({ person }) => person === me.value?.person) + 1;

/** My own speech, while I have the floor. */
export function mySpeech(): Speech | undefined {
  const speaking = floor.value?.speaking;
  return speaking && speaking.person === me.value?.person ? speaking : undefined;
}

/** How many minutes a request has waited. */
export const waitedMinutes = (request: FloorRequest): number =>
  Math.max(0, Math.floor((minute.value + 59_999 - Date.parse(request.at)) / 60_000));

/** When a speech is to end, in milliseconds since 1970; undefined without a limit. */
export const endsAt = (speech: Speech): number | undefined =>
  speech.limit ? Date.parse(speech.start) + speech.limit * 1000 : undefined;
