import { me, store } from '../../core/meeting';
import type { BallotValue } from '../../core/protocol.gen';

/** Whether the person at this device counts in a ballot: a teller, or where none is named the desk. */
export const countsIn = (ballot: BallotValue): boolean => {
  const { method } = ballot.question;
  const desk = me.value?.role === 'chair' || me.value?.role === 'secretary';
  const may = me.value?.ballots[ballot.id]?.teller ? true : desk && !ballot.tellers?.length;
  return may && ballot.state === 'counting' && (method === 'paper' || method === 'hands' || method === 'mixed');
};

/** Whether the person at this device may have something to do in a ballot besides voting. */
export const hasWork = (ballot: BallotValue): boolean =>
  (me.value?.ballots[ballot.id]?.teller?.keys ?? false) || countsIn(ballot);

/** Whether a teller has something to do in a ballot now. */
export function dutyWaits(id: string): boolean {
  const teller = me.value?.ballots[id]?.teller;
  const ballot = store.value(`ballot/${id}`).value;
  if (!teller) return false;
  if (!ballot || ballot.state === 'ready') return Boolean(teller.keys && !teller.public);
  return ballot.state === 'counting' && !teller.given;
}
