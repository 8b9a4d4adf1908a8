import type { BallotValue, Question, Sheet } from '../../core/protocol.gen';

// What a question is, without a word: whoever only watches does not carry those.

/** Whether the form has a list that the secretary wrote. */
export const listed = (question: Question): boolean => question.form !== 'yes_no' && question.form !== 'yes_no_abstain';

/** Whether ballots are sealed on the device. */
export const sealed = (question: Question): boolean =>
  question.secrecy === 'secret' || question.secrecy === 'secret_tellers';

/** Whether devices send ballots in this round. */
export const byDevice = (question: Question): boolean => question.method !== 'paper' && question.method !== 'hands';

/** Whether a ballot may still be given on this sheet from this device. */
export const mayCast = (ballot: BallotValue, sheet: Sheet): boolean =>
  (ballot.state === 'open' || ballot.state === 'closing') &&
  byDevice(ballot.question) &&
  !sheet.caster &&
  !sheet.on_paper &&
  !sheet.removed;
