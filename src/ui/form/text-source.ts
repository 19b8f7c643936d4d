import { TEXT_BYTES } from "../../index.js";
import { shortened } from "../words/format.js";

/** A text that came from outside: a file or what an address gave. */
export interface TextSource {
  readonly form: "file" | "url";
  /** A file's name, or the address. */
  readonly name: string;
  readonly blob: Blob;
}

/** What an address gives, as a text to read; else a sentence. `onBytes` hears how many bytes are there. */
export async function fetchText(
  address: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal,
): Promise<TextSource | string> {
  let url: URL;
  try {
    url = new URL(address.trim());
  } catch {
    return `The address is “${shortened(address)}”; allowed: one that begins with https://.`;
  }
  const here = url.origin === location.origin;
  if (url.protocol !== "https:" && !here)
    return `The address begins with ${url.protocol}//; allowed: https://.`;
  try {
    const response = await fetch(url, { signal, credentials: "omit", referrerPolicy: "no-referrer" });
    if (!response.ok || !response.body)
      return `${url.host} answered ${response.status} ${response.statusText}`.trim() + ": there is no text.";
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    const reader = response.body.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      bytes += part.value.length;
      if (bytes > TEXT_BYTES) {
        await reader.cancel();
        return `The text has more than 100 MB; allowed: up to 100 MB.`;
      }
      parts.push(part.value);
      onBytes(bytes);
    }
    return { form: "url", name: url.href, blob: new Blob(parts) };
  } catch {
    signal.throwIfAborted();
    return `${url.host} gave nothing: it may be out of reach, or not let other pages read it. Download the text and choose it as a file.`;
  }
}
