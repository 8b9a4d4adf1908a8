import type {
  AgendaValue,
  BallotValue,
  FloorValue,
  MeetingValue,
  PresentationValue,
  Scene as Chosen,
} from '../../core/protocol.gen';

/** What the wall shows. */
export type Scene =
  | { name: 'welcome' | 'agenda' | 'break' | 'closed' | 'blank' | 'speaker' | 'share' }
  | { name: 'document'; document: string; page: number }
  | { name: 'ballot' | 'result'; ballot: BallotValue };

/** What the choice depends on. */
export interface Facts {
  scene: Chosen;
  meeting: Pick<MeetingValue, 'phase'> | undefined;
  agenda: AgendaValue | undefined;
  presentation: PresentationValue | undefined;
  floor: FloorValue | undefined;
  ballots: readonly BallotValue[];
  /** When the page was turned to, or a screen began to be shared, in milliseconds; 0 when that was before the wall came. */
  shownSince: number;
  /** Somebody shares a screen. */
  sharing: boolean;
  /** The server's clock, in milliseconds. */
  now: number;
}

/** How long a declared result stays when there is something else to show, unless that began later. */
export const resultStays = 60_000;

const at = (when: string | undefined): number => (when ? Date.parse(when) : 0);

/** The ballot that the wall is about: the one that runs or waits for its result, else the last declared. */
function topBallot(ballots: readonly BallotValue[]): BallotValue | undefined {
  const inSession = ballots.filter(({ question }) => question.method !== 'letters');
  const running = inSession.find(({ state }) => state === 'open' || state === 'closing' || state === 'counting');
  const waiting = running ?? newest(inSession.filter(({ state }) => state === 'closed'));
  return waiting ?? newest(ballots.filter(({ state }) => state === 'declared'));
}

const newest = (ballots: readonly BallotValue[]): BallotValue | undefined =>
  ballots.toSorted((a, b) => at(b.declared ?? b.closed) - at(a.declared ?? a.closed))[0];

const ballotScene = (ballot: BallotValue): Scene => ({
  name: ballot.state === 'declared' ? 'result' : 'ballot',
  ballot,
});

/** What to show: what the desk chose, or else what the meeting is doing. */
export function sceneOf(facts: Facts): Scene {
  return chosen(facts) ?? automatic(facts);
}

/** The desk's choice, as far as there is something to show of it. */
function chosen({ scene, presentation, ballots }: Facts): Scene | undefined {
  switch (scene) {
    case 'welcome':
    case 'agenda':
    case 'blank':
      return { name: scene };
    case 'document':
      return presented(presentation);
    case 'ballot': {
      const ballot = topBallot(ballots);
      return ballot && ballotScene(ballot);
    }
    case 'auto':
      return undefined;
  }
}

function presented(presentation: PresentationValue | undefined): Scene | undefined {
  if (!presentation?.document) return undefined;
  return { name: 'document', document: presentation.document, page: presentation.page ?? 1 };
}

function automatic(facts: Facts): Scene {
  const { meeting, ballots, presentation, floor, agenda, sharing, shownSince, now } = facts;
  if (meeting?.phase === 'closed') return { name: 'closed' };
  if (meeting?.phase === 'paused') return { name: 'break' };
  const ballot = topBallot(ballots);
  if (ballot && ballot.state !== 'declared') return ballotScene(ballot);
  const page = presented(presentation);
  const busy = page !== undefined || floor?.speaking !== undefined || sharing;
  const later = Math.max(shownSince, at(floor?.speaking?.start));
  const declared = at(ballot?.declared);
  const fresh = now - declared < resultStays && declared >= later;
  if (ballot && (busy ? fresh : fresh || ballot.item === agenda?.current)) return ballotScene(ballot);
  if (sharing) return { name: 'share' };
  if (page) return page;
  if (floor?.speaking) return { name: 'speaker' };
  if (agenda?.current) return { name: 'agenda' };
  return { name: 'welcome' };
}
