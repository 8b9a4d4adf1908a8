// What a desk needs only once something is counted, or its own vote waits. It comes in one piece: many small ones would share
// so much that the first load grew by them.
export { CountingBallot, KeyHolders } from './ballot-counting';
export { ReportLetter } from './report-letter';
export { OpenLetter } from './ballot-letters';
export { WholeResult } from './ballot-result';
export { VoteSheet } from '../vote/sheet';
export { TellerWork } from '../vote/teller';
