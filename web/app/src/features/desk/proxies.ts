import type { PersonID, PersonValue } from '../../core/protocol.gen';

type Holder = Pick<PersonValue, 'id' | 'role' | 'proxy'>;

/** Those whose votes somebody holds. */
export const principalsOf = <P extends Pick<PersonValue, 'proxy'>>(id: PersonID, all: readonly P[]): P[] =>
  all.filter((one) => one.proxy === id);

/**
 * Why somebody cannot hold another's vote: `cannot` for whoever casts none at all, `chain` where a vote would be passed
 * on, `full` when they hold as many as the meeting allows. As the server.
 */
export function proxyHindrance(
  principal: Holder,
  to: Holder,
  all: readonly Holder[],
  limit: number,
): 'cannot' | 'chain' | 'full' | undefined {
  if (principal.id === to.id || to.role === 'guest' || to.role === 'screen') return 'cannot';
  if (to.proxy || all.some((one) => one.proxy === principal.id)) return 'chain';
  return principalsOf(to.id, all).length >= limit ? 'full' : undefined;
}
