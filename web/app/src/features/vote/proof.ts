import { signal } from '@preact/signals';
import { keepOwn, readOwn } from '../../core/keep';
import { me } from '../../core/meeting';

/** What proves that a sealed ballot is recorded, and tells nothing of what is in it. */
export interface Proof {
  receipt: string;
  /** The SHA-256 of the envelope, in hexadecimal, and its place in the log of votes, from 0. */
  envelope: string;
  position: number;
  /** The server's signature over both. */
  signed?: string;
}

/** The proofs that this device holds, by the sheet. */
const held = signal<ReadonlyMap<string, Proof>>(new Map());
const looked = new Set<string>();

const nameOf = (sheet: string): string => `proof|${sheet}`;

function hold(sheet: string, proof: Proof): void {
  held.value = new Map(held.peek()).set(sheet, proof);
}

/** The proof in the answer to a sealed ballot, if that is one. */
export function proofIn(data: Readonly<Record<string, unknown>>): Proof | undefined {
  const { receipt, envelope, position, signed } = data;
  if (typeof receipt !== 'string' || typeof envelope !== 'string' || typeof position !== 'number') return undefined;
  return { receipt, envelope, position, ...(typeof signed === 'string' && { signed }) };
}

/** Keeps the proof in an answer on this device, where a reload finds it. */
export function keepProof(sheet: string, data: Readonly<Record<string, unknown>>): void {
  const proof = proofIn(data);
  if (!proof) return;
  hold(sheet, proof);
  void keepOwn(me.peek()?.person ?? '', nameOf(sheet), proof);
}

/** The proof that belongs to a receipt, as far as this device has it. */
export function proofOf(sheet: string, receipt: string): Proof | undefined {
  const proof = held.value.get(sheet);
  if (!proof && !looked.has(sheet)) {
    looked.add(sheet);
    void readOwn<Proof>(me.peek()?.person ?? '', nameOf(sheet)).then((kept) => kept && !held.peek().has(sheet) && hold(sheet, kept));
  }
  return proof?.receipt === receipt ? proof : undefined;
}
