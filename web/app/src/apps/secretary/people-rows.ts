import { fold } from '../../core/format';
import type { PersonValue, Role } from '../../core/protocol.gen';

export type RowError =
  | 'name_missing'
  | 'name_long'
  | 'text_long'
  | 'role_unknown'
  | 'vote_unknown'
  | 'vote_not_allowed'
  | 'too_many_parts'
  | 'twice'
  | 'exists';

/** A line of a pasted list as it was understood. */
export interface PersonRow {
  /** The line's number, from 1. */
  line: number;
  name: string;
  title: string;
  unit: string;
  role: Role;
  votes: boolean;
  errors: RowError[];
}

/** As the server: characters of a name, and of title and unit. */
const longestName = 120;
const longestText = 300;

/** What people call the roles, without diacritics. */
const roles: Readonly<Record<string, Role>> = {
  'chu toa': 'chair',
  'chu tri': 'chair',
  chair: 'chair',
  'thu ky': 'secretary',
  secretary: 'secretary',
  'dai bieu': 'delegate',
  'thanh vien': 'delegate',
  'uy vien': 'delegate',
  delegate: 'delegate',
  member: 'delegate',
  'khach moi': 'guest',
  khach: 'guest',
  guest: 'guest',
  'diem cau': 'unit',
  unit: 'unit',
  'remote unit': 'unit',
  'man hinh': 'screen',
  screen: 'screen',
};

const yes = new Set(['co', 'x', 'yes', 'true', '1', 'bieu quyet']);
const no = new Set(['khong', 'no', 'false', '0', '-']);

/** Whether somebody of this role has a vote unless the list says otherwise. */
export const usuallyVotes = (role: Role): boolean => role === 'delegate' || role === 'chair';

/** Whether somebody of this role can have a vote. */
export const mayVote = (role: Role): boolean => role !== 'guest' && role !== 'screen';

/**
 * Reads a pasted list: a person a line, with name; title; unit; role; vote, parted by semicolons or, as from a
 * spreadsheet, by tabs. Only the name is needed. Nothing is sent before every line is right.
 */
export function parseRows(text: string, there: readonly Pick<PersonValue, 'name' | 'title' | 'unit'>[]): PersonRow[] {
  const known = new Set(there.map(identity));
  const seen = new Set<string>();
  const rows: PersonRow[] = [];
  for (const [i, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (!line.trim() || (rows.length === 0 && isHeading(line))) continue;
    const row = parseRow(line, i + 1);
    const key = identity(row);
    if (row.name && known.has(key)) row.errors.push('exists');
    else if (row.name && seen.has(key)) row.errors.push('twice');
    seen.add(key);
    rows.push(row);
  }
  return rows;
}

function parseRow(line: string, number: number): PersonRow {
  const parts = line.split(line.includes('\t') ? '\t' : ';').map(tidy);
  while (parts.length > 5 && parts.at(-1) === '') parts.pop();
  const [name = '', title = '', unit = '', roleWord = '', voteWord = ''] = parts;
  const errors: RowError[] = [];
  if (!name) errors.push('name_missing');
  if ([...name].length > longestName) errors.push('name_long');
  if ([...title].length > longestText || [...unit].length > longestText) errors.push('text_long');
  if (parts.length > 5) errors.push('too_many_parts');
  const role = roleWord ? roles[fold(roleWord)] : 'delegate';
  if (!role) errors.push('role_unknown');
  const vote = voteOf(voteWord);
  if (vote === 'unknown') errors.push('vote_unknown');
  const votes = typeof vote === 'boolean' ? vote : usuallyVotes(role ?? 'guest');
  if (votes && role && !mayVote(role)) errors.push('vote_not_allowed');
  return { line: number, name, title, unit, role: role ?? 'delegate', votes, errors };
}

function voteOf(word: string): boolean | 'usual' | 'unknown' {
  if (!word) return 'usual';
  const folded = fold(word);
  if (yes.has(folded)) return true;
  return no.has(folded) ? false : 'unknown';
}

const tidy = (text: string): string => text.normalize('NFC').replace(/\s+/g, ' ').trim();

/** The same name, title and unit are the same person, wherever the tone marks were put (hoà, hòa). */
const identity = (one: { name: string; title?: string; unit?: string }): string =>
  [one.name, one.title ?? '', one.unit ?? ''].map((text) => spelled(tidy(text))).join('|');

const tones = /[\u0300\u0301\u0303\u0309\u0323]/g;

/** Each word with its tone at the end. Tuân and Tuấn stay two names. */
const spelled = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .split(' ')
    .map((word) => word.replace(tones, '') + (word.match(tones) ?? []).join(''))
    .join(' ');

const isHeading = (line: string): boolean => /^\W*(stt|ho (va )?ten|ten|name|full name)\b/.test(fold(line));
