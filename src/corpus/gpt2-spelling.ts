/**
 * GPT-2 spells every byte as one printable character, so that a vocabulary of byte strings is one of texts: bytes that
 * print in Latin-1 stand for themselves, the others are U+0100 on, in their order (openai/gpt-2, bytes_to_unicode).
 */
const SPELLING = spelling();
const BYTE_OF = new Map(SPELLING.map((character, byte) => [character, byte]));

function spelling(): string[] {
  let next = 0x100;
  return Array.from({ length: 0x100 }, (_, byte) => {
    const prints = (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);
    return String.fromCodePoint(prints ? byte : next++);
  });
}

/** The UTF-8 bytes of a text, each as its character. */
export function toGpt2Spelling(text: string): string {
  return spellBytes(new TextEncoder().encode(text));
}

export function spellBytes(bytes: Iterable<number>): string {
  return Array.from(bytes, (byte) => SPELLING[byte] ?? "").join("");
}

/** The text of which these are the bytes; what is no UTF-8 becomes U+FFFD. */
export function fromGpt2Spelling(spelled: string): string {
  return new TextDecoder().decode(Uint8Array.from(spelled, (character) => BYTE_OF.get(character) ?? 0));
}
