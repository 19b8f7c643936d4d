import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const SHADERS = resolve(dirname(fileURLToPath(import.meta.url)), "../shaders");
const INCLUDE = /^[ \t]*\/\/ #include (\S+)[ \t]*$/gm;

/**
 * The text of one shader with every `// #include lib/x.wgsl` line (path relative to shaders/) replaced by that
 * file, recursively, each file once.
 * @param {string} file absolute path
 * @returns {{ text: string, files: string[] }} `files`: every file read, the shader itself first
 * @throws {Error} naming the including file when an included one does not exist
 */
export function readShader(file) {
  /** @type {Set<string>} */
  const files = new Set();
  /** @type {(path: string) => string} */
  const expand = (path) => {
    files.add(path);
    return readFileSync(path, "utf8").replace(INCLUDE, (_line, /** @type {string} */ name) => {
      const included = join(SHADERS, name);
      if (!included.startsWith(SHADERS + sep) || !existsSync(included)) {
        throw new Error(`${path} includes ${name}, which is not in ${SHADERS}.`);
      }
      return files.has(included) ? "" : expand(included);
    });
  };
  return { text: expand(resolve(file)), files: [...files] };
}
