import { type ReadonlySignal, signal } from '@preact/signals';
import type { PersonValue } from '../../core/protocol.gen';
import { invitesOf, makeInvite, type Secret } from './invites';

/** What stands on the card of one person. */
export interface Card {
  one: PersonValue;
  link?: Secret;
  pin?: Secret;
}

export type CardKind = 'both' | 'link' | 'pin';

const made = signal<readonly Card[]>([]);

/** The cards of the sheet that is printed. They hold secrets: they live as long as the dialog. */
export const cards: ReadonlySignal<readonly Card[]> = made;

export const forgetCards = (): void => {
  made.value = [];
};

/** Those who hold no invite of the kinds that the card is to have. */
export function without(people: readonly PersonValue[], kind: CardKind): PersonValue[] {
  return people.filter(({ id }) => {
    const { link, pin } = invitesOf(id);
    return (kind !== 'pin' && !link) || (kind !== 'link' && !pin);
  });
}

/**
 * Makes the invites of these people anew and puts them on cards; tells how many are done. What they held before ends:
 * a secret cannot be printed a second time. Fails with an APIError; the cards made so far stay.
 */
export async function makeCards(people: readonly PersonValue[], kind: CardKind, told: (done: number) => void): Promise<void> {
  made.value = [];
  for (const [i, one] of people.entries()) {
    told(i);
    const card: Card = { one };
    if (kind !== 'pin') card.link = await makeInvite(one.id, 'link', true);
    if (kind !== 'link') card.pin = await makeInvite(one.id, 'pin', true);
    made.value = [...made.peek(), card];
  }
  told(people.length);
}
