import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, resolve } from "node:path";
import { errorCode, EXIT, Failure } from "./failure.js";

/** Where a result goes. A file appears whole or not at all. */
export interface Output {
  /** In pieces, since a text may be longer than a string can be. */
  write(pieces: Iterable<string>): Promise<void>;
  /** What an interrupted run leaves beside its file; null without one. */
  readonly partial: PartialFile | null;
}

/** A run's checkpoint, in the file OUT.partial. */
export interface PartialFile {
  read(): Buffer | null;
  write(content: string | Uint8Array): void;
  remove(): void;
  readonly path: string;
}

/**
 * Standard output, or the file `out`.
 * @throws {Failure} with status 2 where that file cannot be written, before anything is computed
 */
export function openOutput(out: string | null): Output {
  if (out === null) return { write: writeToStandardOutput, partial: null };
  const target = targetOf(out);
  const plain = target.kind === "file";
  return {
    write: (pieces) => {
      saving(out, () => {
        if (plain) replaceFile(target.path, pieces);
        else writePieces(target.path, pieces);
      });
      return Promise.resolve();
    },
    partial: plain ? partialFile(`${target.path}.partial`) : null,
  };
}

function targetOf(out: string): { readonly path: string; readonly kind: "file" | "device" } {
  const refuse = (why: string): never => {
    throw new Failure(EXIT.badInput, `--out is ${JSON.stringify(out)}, ${why}.`);
  };
  let path = resolve(out);
  try {
    path = realpathSync(path);
    const stat = statSync(path);
    if (stat.isDirectory()) return refuse("which is a directory; allowed: a file");
    // A pipe or a device is written to, never replaced.
    if (!stat.isFile()) return { path, kind: "device" };
    accessSync(path, constants.W_OK);
  } catch (error) {
    if (error instanceof Failure) throw error;
    if (errorCode(error) !== "ENOENT") return refuse(`which cannot be written (${errorCode(error)})`);
  }
  try {
    accessSync(dirname(path), constants.W_OK);
  } catch (error) {
    const missing = errorCode(error) === "ENOENT";
    return refuse(
      missing ? "whose directory does not exist" : `whose directory cannot be written (${errorCode(error)})`,
    );
  }
  return { path, kind: "file" };
}

function partialFile(path: string): PartialFile {
  return {
    path,
    read: () => {
      try {
        return readFileSync(path);
      } catch (error) {
        if (errorCode(error) === "ENOENT") return null;
        throw new Failure(
          EXIT.badInput,
          `The checkpoint ${JSON.stringify(path)} cannot be read (${errorCode(error)}).`,
        );
      }
    },
    write: (content) => {
      saving(path, () => {
        replaceFile(path, [content]);
      });
    },
    remove: () => {
      rmSync(path, { force: true });
    },
  };
}

/** A file appears whole or not at all. */
export function replaceFile(path: string, pieces: Iterable<string | Uint8Array>): void {
  const aside = `${path}.${process.pid}.tmp`;
  try {
    writePieces(aside, pieces, fsyncSync);
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

function writePieces(
  path: string,
  pieces: Iterable<string | Uint8Array>,
  flush?: (file: number) => void,
): void {
  const file = openSync(path, "w");
  try {
    for (const piece of pieces) writeFileSync(file, piece);
    flush?.(file);
  } finally {
    closeSync(file);
  }
}

/** @throws {Failure} with the file's name where it cannot be written */
export function saving(name: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw new Failure(EXIT.failed, `${JSON.stringify(name)} could not be written (${errorCode(error)}).`);
  }
}

async function writeToStandardOutput(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) {
    await new Promise<void>((done, fail) => {
      process.stdout.write(piece, (error) => {
        if (error) fail(error);
        else done();
      });
    });
  }
}
