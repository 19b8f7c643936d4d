/** Where the browser keeps runs: a folder for each, in the origin's private file system. */
const FOLDER = "collapse-lab-runs";

/**
 * The folder of all kept runs.
 * @throws {Error} where the browser has no such storage: a private window, a page without https
 */
export async function runsFolder(): Promise<FileSystemDirectoryHandle> {
  const root = await navigator.storage.getDirectory();
  return root.getDirectoryHandle(FOLDER, { create: true });
}

/** A file's handle in a worker: lib.dom.d.ts is that of pages. */
interface WorkerFileHandle extends FileSystemFileHandle {
  createSyncAccessHandle?(): Promise<SyncAccess>;
}

interface SyncAccess {
  truncate(size: number): void;
  write(bytes: Uint8Array, options: { readonly at: number }): number;
  flush(): void;
  close(): void;
}

/**
 * Writes a file anew; its bytes are on the disk when this resolves.
 * @throws {DOMException} QuotaExceededError where there is no room; the file is then of no use
 */
export async function writeFile(
  folder: FileSystemDirectoryHandle,
  name: string,
  pieces: readonly Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const handle: WorkerFileHandle = await folder.getFileHandle(name, { create: true });
  const access = await handle.createSyncAccessHandle?.();
  if (access === undefined) {
    const stream = await handle.createWritable();
    try {
      for (const piece of pieces) await stream.write(piece);
      await stream.close();
    } catch (error) {
      await stream.abort().catch(() => undefined);
      throw error;
    }
    return;
  }
  try {
    access.truncate(0);
    let at = 0;
    for (const piece of pieces) at = writeAll(access, piece, at);
    access.flush();
  } finally {
    access.close();
  }
}

function writeAll(access: SyncAccess, bytes: Uint8Array, at: number): number {
  for (let done = 0; done < bytes.length;) {
    const written = access.write(bytes.subarray(done), { at: at + done });
    if (written === 0) throw new DOMException("There is no room for the file.", "QuotaExceededError");
    done += written;
  }
  return at + bytes.length;
}

/** A file as it is, or null where there is none. */
export async function findFile(folder: FileSystemDirectoryHandle, name: string): Promise<File | null> {
  try {
    return await (await folder.getFileHandle(name)).getFile();
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** Removes a file or a folder with all that is in it, if it is there. */
export async function removeEntry(folder: FileSystemDirectoryHandle, name: string): Promise<void> {
  try {
    await folder.removeEntry(name, { recursive: true });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

export function isNotFound(error: unknown): boolean {
  return error instanceof DOMException && error.name === "NotFoundError";
}
