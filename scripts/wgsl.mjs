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

/**
 * As an ES module: what `import text from "../shaders/x.wgsl"` loads.
 * @param {string} text
 */
export function shaderModule(text) {
  return `export default ${JSON.stringify(text)};\n`;
}

/**
 * Vite's plugin for `.wgsl` imports.
 * @returns {import("vite").Plugin}
 */
export function viteShaders() {
  return {
    name: "wgsl",
    enforce: "pre",
    load(id) {
      if (!id.endsWith(".wgsl")) return null;
      const { text, files } = readShader(id);
      for (const file of files) this.addWatchFile(file);
      return { code: shaderModule(text), map: null, moduleType: "js" };
    },
  };
}

/**
 * Web Test Runner's plugin for `.wgsl` imports.
 * @param {string} root folder that the test server serves
 * @returns {import("@web/test-runner").TestRunnerPlugin}
 */
export function testShaders(root) {
  return {
    name: "wgsl",
    serve(context) {
      if (!context.path.endsWith(".wgsl")) return undefined;
      const { text } = readShader(join(root, decodeURIComponent(context.path)));
      return { body: shaderModule(text), type: "js" };
    },
  };
}
