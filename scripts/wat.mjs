import { readFileSync } from "node:fs";
import wabt from "wabt";

/** @type {Promise<Awaited<ReturnType<typeof wabt>>> | undefined} */
let assembler;

/**
 * WebAssembly's text format, assembled.
 * @param {string} file
 * @returns {Promise<Uint8Array>} the module's code
 * @throws {Error} naming the line that is wrong
 */
export async function assemble(file) {
  assembler ??= wabt();
  const program = (await assembler).parseWat(file, readFileSync(file, "utf8"), { simd: true });
  try {
    return program.toBinary({}).buffer;
  } finally {
    program.destroy();
  }
}
