import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import canonicalize from "canonicalize";

/**
 * Canonical JSON (RFC 8785): keys in order of their UTF-16 code units, no white space, the shortest numbers.
 * @throws {Error} for what JSON cannot say: undefined, functions, NaN, Infinity, lone surrogates, circles
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error(`A value of type ${typeof value} has no JSON.`);
  return text;
}

/** Lowercase hex SHA-256 of a text's UTF-8. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Whether a value is what JSON calls an object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
