import type { PersonID, Substitution } from '../../core/protocol.gen';

/** How far a substitution has come; an approved one is over once the principal is here. */
export type Stage = Substitution['state'] | 'ended';

export const stateOf = (of: Pick<Substitution, 'state' | 'ended'>): Stage =>
  of.state === 'approved' && of.ended ? 'ended' : of.state;

/** It stands, or may still be approved: whoever wants another takes it back first. */
export const live = (of: Pick<Substitution, 'state' | 'ended'>): boolean => {
  const stage = stateOf(of);
  return stage === 'proposed' || stage === 'approved';
};

/** What waits for a decision stands first, then the newest. */
export const inOrder = <S extends Pick<Substitution, 'state' | 'at'>>(all: readonly S[]): S[] =>
  all.toSorted(
    (a, b) => Number(b.state === 'proposed') - Number(a.state === 'proposed') || (a.at < b.at ? 1 : a.at > b.at ? -1 : 0),
  );

/** Whether somebody can be sent for a person now, as the server sees it. */
export const replaceable = (
  one: { id: PersonID; role: string; present?: boolean; stands_for?: PersonID },
  all: readonly Pick<Substitution, 'principal' | 'state' | 'ended'>[],
): boolean =>
  (one.role === 'delegate' || one.role === 'guest') &&
  !one.present &&
  !one.stands_for &&
  !all.some((of) => of.principal === one.id && live(of));
