/** A number as messages and sentences show it: thousands with commas, very small or large ones as they are written in JSON. */
export function showNumber(x: number): string {
  return Number.isInteger(x) && Math.abs(x) < 1e15 ? x.toLocaleString("en-US") : String(x);
}

/** "a, b and c". */
export function list(items: readonly string[], last: "and" | "or"): string {
  const head = items.slice(0, -1).join(", ");
  const tail = items.at(-1) ?? "";
  return head === "" ? tail : `${head} ${last} ${tail}`;
}

/** A value as a message names it: short, and on one line. */
export function showValue(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (Array.isArray(value)) return `a list of ${showNumber(value.length)}`;
  if (typeof value === "object") return value === null ? "null" : "an object";
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  return typeof value === "undefined" ? "missing" : `a ${typeof value}`;
}

/** A text in quotes, cut to so many characters, with nothing in it that breaks a line. */
export function quote(text: string, most = 40): string {
  const short = text.length > most ? `${text.slice(0, most)}…` : text;
  return JSON.stringify(short).replace(/[\u007f-\u009f\u2028\u2029]/g, "");
}

/** Bytes of a text's UTF-8. */
export function utf8Length(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    // Two units of a surrogate pair make four bytes.
    if (unit >= 0x80) bytes += unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 1 : 2;
  }
  return bytes;
}
