import { store } from '../../core/meeting';
import type { PersonValue } from '../../core/protocol.gen';
import { t } from '../../locale';

/** A person of the meeting; whoever reads it is rendered anew when something about them changes. */
export const person = (id: string | undefined): PersonValue | undefined =>
  id ? store.value(`person/${id}`).value : undefined;

/** What to call a person whose id alone is known. */
export const nameOf = (id: string | undefined): string => person(id)?.name ?? t('unknownPerson');

/** Where a person comes from: title and unit, as far as there are any; in whose place, or who sits in theirs. */
export const placeOf = (one: PersonValue | undefined): string =>
  [
    one?.title,
    one?.unit,
    one?.stands_for && t('standsFor', nameOf(one.stands_for)),
    one?.substitute && t('sends', nameOf(one.substitute)),
  ]
    .filter((part) => part && part !== one?.name)
    .join(' · ');
