import { describe, expect, it } from 'vitest';
import browsers from '../../../../../agenda/ballot/seal/testdata/browser.json' with { type: 'json' };
import vectors from '../../../../../agenda/ballot/seal/testdata/vectors.json' with { type: 'json' };
import { AEAD_AES_128_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_P256_HKDF_SHA256 } from 'hpke';
import type { Marks, Question } from '../../core/protocol.gen';
import { base64, bytes, info, newKeyPair, open, plainSize, plaintext, publicBytes, seal, sealBallot } from './sealing';

const text = new TextEncoder();
const question = {
  form: 'elect',
  options: [{ id: 'hoa' }, { id: 'binh' }],
} as Question;

describe('sealing on the device', () => {
  it('writes marks in the order of the sheet, and always as long', () => {
    const plain = new TextDecoder().decode(plaintext(question, { binh: 1, hoa: 1 }));
    expect(plain.trimEnd()).toBe('{"hoa":1,"binh":1}');
    expect(plain).toHaveLength(plainSize(question));
    expect(plaintext(question, {})).toHaveLength(plainSize(question));
    expect(plainSize(question)).toBe(32);
  });

  it('opens what was sealed to it, under the same conditions alone', async () => {
    const pair = await newKeyPair();
    const bound = text.encode('info');
    const sealed = await seal(await publicBytes(pair), bound, text.encode('an'), text.encode('điều kín'));
    expect(sealed).toHaveLength(65 + text.encode('điều kín').length + 16);
    expect(new TextDecoder().decode(await open(pair, bound, text.encode('an'), sealed))).toBe('điều kín');
    await expect(open(pair, bound, text.encode('binh'), sealed)).rejects.toThrow();
  });

  it('turns bytes into base64 and back', () => expect(bytes(base64(new Uint8Array([0, 255, 7])))).toEqual(new Uint8Array([0, 255, 7])));
});

interface Vector {
  name: string;
  private: string;
  public: string;
  meeting: string;
  ballot: string;
  hash: string;
  info: string;
  aad: string;
  enc: string;
  ciphertext: string;
  plaintext: string;
  options?: string[];
  marks?: Marks;
}

interface Browser {
  name: string;
  private: string;
  key: string;
  meeting: string;
  ballot: string;
  hash: string;
  elector: string;
  options: string[];
  marks: Marks;
  sealed: string;
}

const hex = (of: string): Uint8Array => Uint8Array.from(of.match(/../g) ?? [], (two) => Number.parseInt(two, 16));

describe('what the server sealed is what the device seals and opens', () => {
  const suite = new CipherSuite(KEM_DHKEM_P256_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM);

  it.each(vectors as Vector[])('$name', async (v) => {
    expect(info(v.meeting, v.ballot, v.hash)).toEqual(hex(v.info));
    if (v.options && v.marks) {
      const asked = { form: 'elect', options: v.options.map((id) => ({ id })) } as Question;
      expect(plaintext(asked, v.marks)).toEqual(hex(v.plaintext));
    }
    const privateKey = await suite.DeserializePrivateKey(hex(v.private));
    const publicKey = await suite.DeserializePublicKey(hex(v.public));
    const opened = await suite.Open({ privateKey, publicKey }, hex(v.enc), hex(v.ciphertext), { info: hex(v.info), aad: hex(v.aad) });
    expect(opened).toEqual(hex(v.plaintext));
  });

  // The Go side opens the same envelopes: agenda/ballot/seal/browser_test.go.
  it.each(browsers as unknown as Browser[])('sealed by a browser: $name', async (sheet) => {
    const privateKey = await suite.DeserializePrivateKey(hex(sheet.private));
    const pair = { privateKey, publicKey: await suite.DeserializePublicKey(bytes(sheet.key)) } as CryptoKeyPair;
    const asked = { form: 'elect', options: sheet.options.map((id) => ({ id })) } as Question;
    const bound = info(sheet.meeting, sheet.ballot, sheet.hash);
    const again = await sealBallot(sheet, asked, sheet.marks);
    expect(again).not.toBe(sheet.sealed); // fresh randomness each time
    for (const sealed of [sheet.sealed, again]) {
      expect(await open(pair, bound, text.encode(sheet.elector), bytes(sealed))).toEqual(plaintext(asked, sheet.marks));
    }
  });
});
