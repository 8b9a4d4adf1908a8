import { type ReadonlySignal, signal } from '@preact/signals';
import type { PersonID, Time } from '../../core/protocol.gen';
import { api, APIError, meetingID } from '../../core/session';

export type InviteKind = 'link' | 'pin';

/** An invite without its secret: that was shown once, when it was made. */
export interface Invite {
  person: PersonID;
  kind: InviteKind;
  created: Time;
  expires: Time;
  uses: number;
  max_uses: number;
  live: boolean;
}

/** An invite that was just made. */
export interface Secret {
  url?: string;
  code?: string;
  pin?: string;
  /** The text of an SVG picture. */
  qr: string;
  expires: Time;
}

const path = `/api/meetings/${meetingID}/invites`;
const held = signal<readonly Invite[]>([]);
const known = signal<string | undefined>(undefined);

/** The code of the meeting, which people type with their PIN; known once a PIN was made here. */
export const meetingCode: ReadonlySignal<string | undefined> = known;

/** Asks who holds which invites. Who may not know, or has no line, sees what was known before. */
export async function loadInvites(): Promise<void> {
  try {
    held.value = (await api<{ invites: Invite[] | null }>('GET', path)).invites ?? [];
  } catch (error) {
    if (!(error instanceof APIError)) throw error;
  }
}

/** The invites of somebody that still open the meeting. */
export function invitesOf(person: PersonID): Partial<Record<InviteKind, Invite>> {
  const mine = held.value.filter((one) => one.person === person && one.live);
  const link = mine.find((one) => one.kind === 'link');
  const pin = mine.find((one) => one.kind === 'pin');
  return { ...(link ? { link } : {}), ...(pin ? { pin } : {}) };
}

/** Makes an invite; with `replace` the one before ends. Fails with an APIError. */
export async function makeInvite(person: PersonID, kind: InviteKind, replace: boolean): Promise<Secret> {
  const secret = await api<Secret>('POST', path, { person, kind, replace });
  if (secret.code) known.value = secret.code;
  return secret;
}

/** 482 913: six digits as they are read aloud. */
export const spaced = (digits: string): string => digits.replace(/^(\d{3})(\d{3})$/, '$1 $2');

/** The address of a picture that was given as text. */
export const pictureOf = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
