import type { Translation } from '../../core/i18n';
import type { vi } from './words.vi';

const some = (n: number, one: string, many: string): string => (n === 1 ? `1 ${one}` : `${n} ${many}`);

export const en: Translation<typeof vi> = {
  title: 'Chair',
  stage: 'Present',
  panels: 'Parts of the chair’s screen',
  controls: 'Meeting controls',

  publish: 'Publish',
  draftHint: 'Members do not see this meeting until it is published.',
  openCheckIn: 'Open check-in',
  open: 'Open meeting',
  openTitle: 'Open the meeting?',
  openText: 'The time of opening goes into the record.',
  openQuorum: (here, all, needed) => `${here} of ${all} voting members are present, at least ${needed} are needed.`,
  without: 'Reason for opening all the same',
  withoutHint: 'The reason goes into the record.',
  withoutNeeded: 'A reason is needed to open below the quorum.',
  pause: 'Break',
  pauseTitle: 'Take a break',
  pauseText: 'A speech that is going on ends. Documents can still be read.',
  pauseLength: 'For',
  openEnd: 'Open end',
  resume: 'Resume',
  voteFirst: 'A vote is open. Close or void it first.',
  lettersFirst: 'Letters are still out for opinions. Close or void them before closing the meeting.',
  end: 'Close meeting',
  ending: 'Closing…',
  endTitle: 'Close the meeting?',
  endText: 'The meeting ends and cannot be opened again. Holding the button for about a second closes it as well.',
  undeclared: (n) => `${some(n, 'result', 'results')} not declared (possible after closing, too).`,
  untouched: (n) => `${some(n, 'item', 'items')} not dealt with.`,
  waiting: (n) => `${some(n, 'person', 'people')} waiting to speak.`,
  record: 'Open record',

  video: 'Video',
  videoLarger: 'Enlarge the pictures',
  videoSmaller: 'Make the pictures smaller',
  videoOut: 'You are not in the video conference.',
  videoThere: (n) => (n > 0 ? `${some(n, 'person is', 'people are')} in it.` : 'Nobody is in it yet.'),
  joinWatching: 'Watch and listen only',
  joinSeen: 'Join with camera and microphone',
  videoEmpty: 'Waiting for pictures…',
};
