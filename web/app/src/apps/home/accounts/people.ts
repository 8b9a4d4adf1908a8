import { api } from '../../../core/session';

/** An account, as GET /api/people tells. */
export interface Listed {
  id: string;
  login: string;
  name: string;
  title?: string;
  unit?: string;
  admin?: boolean;
  organiser?: boolean;
  disabled?: boolean;
  /** The password was set by an administrator and not changed yet. */
  once?: boolean;
}

/** What can be said of an account. */
export interface Fields {
  login: string;
  name: string;
  title: string;
  unit: string;
  admin: boolean;
  organiser: boolean;
}

/** More than are read through by eye. */
export const most = 500;

export const find = async (query: string): Promise<Listed[]> =>
  (await api<{ people: Listed[] }>('GET', `/api/people?limit=${most}&q=${encodeURIComponent(query)}`)).people;

export const create = (fields: Fields, password: string): Promise<Listed> =>
  api('POST', '/api/people', { ...fields, password, once: true });

export const change = (id: string, fields: Partial<Fields & { disabled: boolean }>): Promise<Listed> =>
  api('PATCH', `/api/people/${id}`, fields);

export const givePassword = (id: string, password: string): Promise<void> =>
  api('POST', `/api/people/${id}/password`, { password, once: true });

export const signOutEverywhere = (id: string): Promise<void> => api('POST', `/api/people/${id}/sign-out`);

/** Letters and digits that are not taken for one another when they are written down. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';

type Bytes = Uint8Array<ArrayBuffer>;

/** A password for one use: twelve of 31 signs, 59 bits, in three groups. */
export function secret(random: (bytes: Bytes) => Bytes = (bytes) => crypto.getRandomValues(bytes)): string {
  const signs: string[] = [];
  // What does not come out even is thrown again: each sign is as likely as any other.
  const even = 256 - (256 % letters.length);
  while (signs.length < 12) {
    for (const byte of random(new Uint8Array(16))) {
      if (byte < even && signs.length < 12) signs.push(letters[byte % letters.length] ?? '');
    }
  }
  return [0, 4, 8].map((at) => signs.slice(at, at + 4).join('')).join('-');
}
