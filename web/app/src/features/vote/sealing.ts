import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from 'hpke';
import type { Marks, Question } from '../../core/protocol.gen';
import { base64, bytes } from './base64';

// The browser's half of agenda/ballot/seal: HPKE base mode (RFC 9180) with DHKEM(P-256, HKDF-SHA256), HKDF-SHA256 and
// AES-128-GCM, over the browser's own cryptography. It is brought only when a secret round needs it.

const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);
const text = new TextEncoder();

/** Bytes of an encapsulated key: an uncompressed point. */
const pointSize = 65;
/** What a plaintext is padded to a multiple of. */
const block = 32;

/** What binds a sealed ballot to its round. */
export const info = (meeting: string, ballot: string, hash: string): Uint8Array =>
  text.encode(['dienhong ballot v1', meeting, ballot, hash].join('\n'));

/** How many bytes every plaintext of a question has: what its longest sheet needs, whatever is marked. */
export function plainSize(question: Question): number {
  const size = question.options.reduce((sum, { id }) => sum + text.encode(JSON.stringify(id)).length + 5, 2);
  return Math.ceil(size / block) * block;
}

/** The bytes of marks, in the order of the sheet, filled up so that a ciphertext's length tells nothing. */
export function plaintext(question: Question, marks: Marks): Uint8Array {
  const entries = question.options.flatMap(({ id }) => (id in marks ? [`${JSON.stringify(id)}:${marks[id]}`] : []));
  const plain = new Uint8Array(plainSize(question)).fill(0x20);
  plain.set(text.encode(`{${entries.join(',')}}`));
  return plain;
}

/** Seals bytes to a public key: the encapsulated key, then the ciphertext. */
export async function seal(to: Uint8Array, bound: Uint8Array, aad: Uint8Array, plain: Uint8Array): Promise<Uint8Array> {
  const key = await suite.DeserializePublicKey(to);
  const { encapsulatedSecret, ciphertext } = await suite.Seal(key, plain, { info: bound, aad });
  const sealed = new Uint8Array(encapsulatedSecret.length + ciphertext.length);
  sealed.set(encapsulatedSecret);
  sealed.set(ciphertext, encapsulatedSecret.length);
  return sealed;
}

/** Opens what was sealed to a key of this device. */
export const open = (key: CryptoKeyPair, bound: Uint8Array, aad: Uint8Array, sealed: Uint8Array): Promise<Uint8Array> =>
  suite.Open(key, sealed.subarray(0, pointSize), sealed.subarray(pointSize), { info: bound, aad });

/** A key pair of this device. Its private half cannot be read out of the browser. */
export const newKeyPair = (): Promise<CryptoKeyPair> => suite.GenerateKeyPair(false) as Promise<CryptoKeyPair>;

/** The bytes of a public key. */
export const publicBytes = (key: CryptoKeyPair): Promise<Uint8Array> => suite.SerializePublicKey(key.publicKey);

/** The sealed ballot of an elector, in base64. */
export async function sealBallot(
  at: { meeting: string; ballot: string; hash: string; key: string; elector: string },
  question: Question,
  marks: Marks,
): Promise<string> {
  const bound = info(at.meeting, at.ballot, at.hash);
  return base64(await seal(bytes(at.key), bound, text.encode(at.elector), plaintext(question, marks)));
}

export { base64, bytes };
