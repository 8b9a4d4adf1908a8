import type { BallotValue, DocumentValue, ItemValue, MeetingValue, PersonValue } from '../../core/protocol.gen';

export type Step = 'info' | 'agenda' | 'documents' | 'people' | 'ballots' | 'publish';

export const steps: readonly Step[] = ['info', 'agenda', 'documents', 'people', 'ballots', 'publish'];

/** What is missing, or worth a look. `blocking` ones leave the step without its tick. */
export type NoteCode =
  | 'no_body'
  | 'no_place'
  | 'no_end'
  | 'no_items'
  | 'no_minutes'
  | 'too_long'
  | 'documents_failed'
  | 'documents_pending'
  | 'items_without_documents'
  | 'no_chair'
  | 'no_voters'
  | 'decisions_without_question'
  | 'not_published';

export interface Note {
  code: NoteCode;
  /** Of how many it is true, or by how many minutes. */
  n: number;
  blocking: boolean;
}

/** All that a meeting consists of before it begins. */
export interface Prepared {
  meeting: MeetingValue;
  items: readonly ItemValue[];
  documents: readonly DocumentValue[];
  people: readonly PersonValue[];
  ballots: readonly BallotValue[];
}

/** What is missing, step by step. A step without a blocking note is complete. */
export function completeness(p: Prepared): Record<Step, Note[]> {
  return {
    info: info(p.meeting),
    agenda: agenda(p),
    documents: documents(p),
    people: people(p),
    ballots: ballots(p),
    publish: p.meeting.phase === 'draft' ? [blocking('not_published')] : [],
  };
}

export const complete = (notes: readonly Note[]): boolean => !notes.some((note) => note.blocking);

const blocking = (code: NoteCode, n = 1): Note => ({ code, n, blocking: true });
const advice = (code: NoteCode, n = 1): Note => ({ code, n, blocking: false });
const when = (n: number, make: (code: NoteCode, n: number) => Note, code: NoteCode): Note[] => (n > 0 ? [make(code, n)] : []);

function info({ body, place, ends }: MeetingValue): Note[] {
  return [
    ...(body ? [] : [blocking('no_body')]),
    ...(place ? [] : [blocking('no_place')]),
    ...(ends ? [] : [advice('no_end')]),
  ];
}

function agenda({ items, meeting }: Prepared): Note[] {
  if (items.length === 0) return [blocking('no_items')];
  const minutes = items.reduce((sum, item) => sum + (item.minutes ?? 0), 0);
  const room = meeting.ends ? (Date.parse(meeting.ends) - Date.parse(meeting.starts)) / 60_000 : Number.POSITIVE_INFINITY;
  return [
    ...when(items.filter((item) => !item.minutes).length, blocking, 'no_minutes'),
    ...when(minutes - room, advice, 'too_long'),
  ];
}

function documents({ items, documents: all }: Prepared): Note[] {
  const bare = items.filter((item) => item.documents.length === 0 && (item.kind === 'report' || item.kind === 'decision'));
  return [
    ...when(all.filter((one) => one.state === 'failed').length, blocking, 'documents_failed'),
    ...when(all.filter((one) => one.state === 'checking' || one.state === 'rendering').length, blocking, 'documents_pending'),
    ...when(bare.length, blocking, 'items_without_documents'),
  ];
}

function people({ people: all }: Prepared): Note[] {
  return [
    ...(all.some((one) => one.role === 'chair') ? [] : [blocking('no_chair')]),
    ...(all.some((one) => one.votes) ? [] : [blocking('no_voters')]),
  ];
}

function ballots({ items, ballots: all }: Prepared): Note[] {
  const open = items.filter((item) => item.kind === 'decision' && !all.some((one) => one.item === item.id && one.state !== 'void'));
  return when(open.length, blocking, 'decisions_without_question');
}
