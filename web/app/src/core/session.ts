import type { Code } from './codes';
import type { EditMeeting, ErrorCode, Phase, Role } from './protocol.gen';

/** What precedes every address of this page's session, such as `/s/b`; empty for the browser's first session. */
export const base = baseOf(globalThis.location?.pathname ?? '');

export function baseOf(path: string): string {
  return /^\/s\/[a-z0-9]{1,8}(?=\/|$)/.exec(path)?.[0] ?? '';
}

/** The meeting of this page, from its address. */
export const meetingID = /^\/m\/([^/]+)/.exec((globalThis.location?.pathname ?? '').slice(base.length))?.[1] ?? '';

/** An address on this server within the session. */
export const here = (path: string): string => base + path;

/** A refusal or fault of the HTTP API; the code is stable. */
export class APIError extends Error {
  readonly code: Code;
  readonly status: number;
  readonly incident: string | undefined;

  constructor(code: Code, status = 0, incident?: string) {
    super(code);
    this.code = code;
    this.status = status;
    this.incident = incident;
  }
}

/** Asks the API; path begins with `/api/`. Fails with an APIError, always. */
export async function api<T>(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, body?: unknown): Promise<T> {
  let response: Response;
  try {
    response = await fetch(here(path), {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
  } catch {
    throw new APIError('unreachable');
  }
  if (!response.ok) throw await failure(response);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new APIError('unreachable', response.status);
  }
}

async function failure(response: Response): Promise<APIError> {
  try {
    const { error } = (await response.json()) as { error: { code: ErrorCode; incident?: string } };
    return new APIError(error.code, response.status, error.incident);
  } catch {
    return new APIError(response.status >= 500 ? 'unreachable' : 'unexpected', response.status);
  }
}

/** Sends the bytes of a file and tells how far it is, from 0 to 1. Abort it with the signal. */
export function upload<T>(
  path: string,
  file: Blob,
  progress: (done: number) => void,
  signal?: AbortSignal,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch tells nothing of how much was sent
    request.open('POST', here(path));
    request.setRequestHeader('Content-Type', 'application/pdf');
    request.responseType = 'json';
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) {
        resolve(request.response as T);
        return;
      }
      const error = (request.response as { error?: { code: ErrorCode; incident?: string } } | null)?.error;
      reject(new APIError(error?.code ?? 'unexpected', request.status, error?.incident));
    };
    request.onerror = () => reject(new APIError('unreachable'));
    request.onabort = () => reject(new APIError('aborted'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(file);
  });
}

/** Who is signed in, as GET /api/me tells. */
export interface Account {
  person: string;
  name: string;
  admin: boolean;
  organiser: boolean;
  meeting?: string;
}

/** A line of GET /api/meetings. */
export interface MeetingLine {
  id: string;
  title: string;
  body: string;
  place?: string;
  phase: Phase;
  starts: string;
  ends?: string;
  role: Role;
  goto: string;
}

export const account = (): Promise<Account> => api('GET', '/api/me');

export const myMeetings = async (): Promise<MeetingLine[]> =>
  (await api<{ meetings: MeetingLine[] | null }>('GET', '/api/meetings')).meetings ?? [];

/** With `next` the password is changed at once, as one that somebody else has set has to be. */
export const signIn = (login: string, password: string, next?: string): Promise<{ goto: string }> =>
  api('POST', '/api/sign-in', { login, password, ...(next ? { new_password: next } : {}) });

export const enter = (
  key: { token: string } | { code: string; pin: string },
): Promise<{ goto: string; meeting: string; role: Role }> => api('POST', '/api/enter', key);

export const setUp = (first: {
  token: string;
  login: string;
  password: string;
  name: string;
}): Promise<{ goto: string }> => api('POST', '/api/setup', first);

export const createMeeting = (announcement: EditMeeting): Promise<{ meeting: string; goto: string }> =>
  api('POST', '/api/meetings', announcement);

/** Ends the session, and forgets what this device keeps of it. */
export async function signOut(): Promise<void> {
  await api<void>('POST', '/api/sign-out');
}
