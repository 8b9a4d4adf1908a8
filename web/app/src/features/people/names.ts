import { store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { t } from '../../locale';

/** A person of the meeting; whoever reads it is rendered anew when something about them changes. */
export const person = (id: string | undefined): PersonValue | undefined =>
  id ? store.value(`person/${id}`).value : undefined;

/** What to call a person whose id alone is known. */
export const nameOf = (id: string | undefined): string => person(id)?.name ?? t('unknownPerson');

/** Where a person comes from: title and unit, as far as there are any. */
export const placeOf = (one: PersonValue | undefined): string =>
  [one?.title, one?.unit].filter((part) => part && part !== one?.name).join(' · ');
