import { people, store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';

/** Everybody in the order of the meeting, screens included: they have to get in as well. */
export const everybody = (): PersonValue[] =>
  (people.value?.order ?? []).flatMap((id) => store.value(`person/${id}`).value ?? []);
