let asked = false;

/** Asks the browser, once a visit, not to clear what it keeps when space is short. It may ask the reader, or refuse. */
export function askToPersist(): void {
  if (asked || !isSecureContext) return;
  asked = true;
  navigator.storage.persist().catch(() => undefined);
}
