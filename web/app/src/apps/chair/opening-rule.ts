import type { AttendanceValue, PersonValue } from '../../core/protocol.gen';

/**
 * How many voters are missing for the quorum if this person opened the meeting now: whoever opens it is there, as the
 * server counts. 0 when there are enough, or when no quorum is set.
 */
export function missing(
  numbers: Pick<AttendanceValue, 'quorum' | 'voters_present'> | undefined,
  opener: Pick<PersonValue, 'present' | 'votes'> | undefined,
): number {
  if (!numbers?.quorum) return 0;
  const arriving = opener && !opener.present && opener.votes ? 1 : 0;
  return Math.max(0, numbers.quorum - numbers.voters_present - arriving);
}
