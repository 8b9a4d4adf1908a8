import { baseOf } from '../../core/session';

// What the address of the home page says, and where it leads afterwards: pure, so that it can be tested.

/** What the home page is asked to do. */
export interface Asked {
  /** A personal link. */
  token?: string;
  /** The page from which somebody was sent here, without the session's prefix. */
  next?: string;
  /** Why they were. */
  why?: string;
  /** A meeting's code to begin with. */
  code?: string;
  /** The accounts are asked for. */
  accounts?: true;
}

export function asked(path: string, search: string): Asked {
  const query = new URLSearchParams(search);
  const found: Asked = {};
  const token = /\/vao\/([^/]+)$/.exec(path)?.[1];
  const next = query.get('next');
  const why = query.get('why');
  const code = query.get('code');
  if (token) found.token = decodeURIComponent(token);
  // Only pages of meetings, so that a link cannot lead away from here.
  if (next && /^\/m\/[A-Za-z0-9_-]+(\/[a-z]+)?$/.test(next)) found.next = next;
  if (why) found.why = why;
  if (code) found.code = code;
  if (path.endsWith('/accounts')) found.accounts = true;
  return found;
}

/** Where to go after signing in: to the page that was wanted, within the session that was given. */
export const destination = (goto: string, next: string | undefined): string =>
  next === undefined ? goto : baseOf(goto) + next;

/** The digits of a code as it was typed or pasted: spaces and dashes do not matter. */
export const digits = (text: string): string => text.replace(/\D/g, '').slice(0, 6);
