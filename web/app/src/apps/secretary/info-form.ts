import type { BodyKind, EditMeeting, MeetingValue } from '../../core/protocol.gen';
import { fieldsOfMoment, momentOf } from '../../features/desk/dates';

export type Quorum = 'none' | 'half' | 'two_thirds' | 'three_quarters' | 'other';

/** What is said of a meeting, as the form holds it: all text. */
export interface InfoFields {
  title: string;
  body: string;
  place: string;
  startDay: string;
  startTime: string;
  /** Empty for the day on which it begins. */
  endDay: string;
  endTime: string;
  seats: string;
  quorum: Quorum;
  num: string;
  den: string;
  /** How many votes of others one person may hold; empty for none. */
  proxies: string;
  body_kind: BodyKind;
  /** Whether a substitute has the principal's vote; never in a public body. */
  substitutes_vote: boolean;
  /** Whether a secretary may approve a substitute beside the chair. */
  secretary_approves: boolean;
}

export type InfoError = 'title' | 'starts' | 'ends' | 'seats' | 'quorum' | 'proxies';

const fractions: Record<Exclude<Quorum, 'none' | 'other'>, [num: number, den: number]> = {
  half: [1, 2],
  two_thirds: [2, 3],
  three_quarters: [3, 4],
};

function quorumOf(num: number, den: number): Quorum {
  if (den === 0) return 'none';
  const named = Object.entries(fractions).find(([, [n, d]]) => n === num && d === den);
  return (named?.[0] as Quorum | undefined) ?? 'other';
}

export function fieldsOf(m: MeetingValue): InfoFields {
  const num = m.quorum_num ?? 0;
  const den = m.quorum_den ?? 0;
  const starts = fieldsOfMoment(m.starts);
  const ends = fieldsOfMoment(m.ends);
  return {
    title: m.title,
    body: m.body,
    place: m.place ?? '',
    startDay: starts.day,
    startTime: starts.clock,
    endDay: ends.day === starts.day ? '' : ends.day,
    endTime: ends.clock,
    seats: m.seats ? String(m.seats) : '',
    quorum: quorumOf(num, den),
    num: num ? String(num) : '',
    den: den ? String(den) : '',
    proxies: m.proxy_limit ? String(m.proxy_limit) : '',
    body_kind: m.body_kind ?? 'public',
    substitutes_vote: m.substitute_votes ?? false,
    secretary_approves: m.substitutes_by === 'secretary',
  };
}

/** The most people that a meeting can have, as the server. */
const mostSeats = 6000;

/** The most votes of others that anybody can hold, as the server. */
const mostProxies = 100;

const whole = (text: string): number => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : Number.NaN);

function fraction({ quorum, num, den }: InfoFields): [number, number] {
  if (quorum === 'none') return [0, 0];
  return quorum === 'other' ? [whole(num), whole(den)] : fractions[quorum];
}

/** When the meeting begins, and when it is planned to end. */
export const startOf = (f: InfoFields): string | undefined => momentOf(f.startDay, f.startTime);
const endOf = (f: InfoFields): string | undefined => momentOf(f.endDay.trim() || f.startDay, f.endTime);

/** What is wrong with the fields, as the server would see it. */
export function faults(f: InfoFields): InfoError[] {
  const found: InfoError[] = [];
  const starts = startOf(f);
  const ends = endOf(f);
  const ending = f.endDay.trim() !== '' || f.endTime.trim() !== '';
  if (!f.title.trim()) found.push('title');
  if (!starts) found.push('starts');
  if (ending && (!ends || (starts && ends < starts))) found.push('ends');
  if (f.seats && !(whole(f.seats) <= mostSeats)) found.push('seats');
  const [num, den] = fraction(f);
  if (f.quorum === 'other' && !(num > 0 && num <= den && den <= 1000)) found.push('quorum');
  if (f.proxies.trim() && !(whole(f.proxies) <= mostProxies)) found.push('proxies');
  return found;
}

/** The command that the fields mean; they have no faults. */
export function announcement(f: InfoFields): EditMeeting {
  const [quorum_num, quorum_den] = fraction(f);
  const ends = endOf(f);
  return {
    title: f.title,
    body: f.body,
    place: f.place,
    starts: startOf(f) ?? '',
    ...(ends ? { ends } : {}),
    ...(f.seats ? { seats: whole(f.seats) } : {}),
    ...(quorum_den ? { quorum_num, quorum_den } : {}),
    ...(whole(f.proxies) ? { proxy_limit: whole(f.proxies) } : {}),
    ...(f.body_kind === 'private' ? { body_kind: f.body_kind } : {}),
    ...(f.body_kind === 'private' && f.substitutes_vote ? { substitute_votes: true } : {}),
    ...(f.secretary_approves ? { substitutes_by: 'secretary' as const } : {}),
  };
}

/** How many voters must be there; undefined when none must, or the fields say nothing that can be counted. */
export function votersNeeded(f: InfoFields, voters: number): number | undefined {
  const [num, den] = fraction(f);
  if (!(num > 0 && den > 0)) return undefined;
  return Math.ceil((num * voters) / den);
}
