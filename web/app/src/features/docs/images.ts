import type { Code } from '../../core/codes';
import type { DocumentValue } from '../../core/protocol.gen';
import { here, meetingID } from '../../core/session';
import type { Width } from './view';

/** The address of a page's picture. It never changes its content. */
export const pageAddress = (document: DocumentValue, page: number, width: Width): string =>
  here(`/pages/${meetingID}/${document.file}/${page}/${width}`);

/** The address of the uploaded file itself. */
export const originalAddress = (document: DocumentValue): string =>
  here(`/api/meetings/${meetingID}/documents/${document.id}/original`);

/** How many decoded pictures are held: one A4 page at 1600 pixels takes 14 MB. */
const room = 5;

const held = new Map<string, { image: HTMLImageElement; ready: Promise<void>; decoded: boolean }>();

/** Loads and decodes a picture, so that it can be shown without a flash. Fails with a PictureError. */
export async function load(address: string): Promise<void> {
  let entry = held.get(address);
  if (entry) {
    held.delete(address); // and put last: it was used just now
  } else {
    const image = new Image();
    image.decoding = 'async';
    image.src = address;
    const made = { image, ready: Promise.resolve(), decoded: false };
    made.ready = image.decode().then(() => {
      made.decoded = true;
    });
    entry = made;
  }
  held.set(address, entry);
  for (const oldest of held.keys()) {
    if (held.size <= room) break;
    held.delete(oldest);
  }
  try {
    await entry.ready;
  } catch {
    held.delete(address);
    throw await reasonOf(address);
  }
}

/** Whether a picture is there and can be shown at once. */
export const isReady = (address: string): boolean => held.get(address)?.decoded ?? false;

/** Loads what will probably be wanted next. What fails is tried again when it is wanted. */
export function prefetch(addresses: readonly string[]): void {
  for (const address of addresses) {
    if (!held.has(address)) load(address).catch(() => undefined);
  }
}

/** Why a picture is not there. */
export class PictureError extends Error {
  readonly code: Code;
  readonly incident: string | undefined;

  constructor(code: Code, incident?: string) {
    super(code);
    this.code = code;
    this.incident = incident;
  }
}

/** A picture that fails says nothing: a plain request learns the reason. */
async function reasonOf(address: string): Promise<PictureError> {
  try {
    const answer = await fetch(address);
    if (answer.ok) return new PictureError('damaged');
    const { error } = (await answer.json()) as { error: { code: Code; incident?: string } };
    return new PictureError(error.code, error.incident);
  } catch {
    return new PictureError('offline');
  }
}
