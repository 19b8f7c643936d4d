import { join } from "node:path";
import { assemble } from "./wat.mjs";
import { readShader } from "./wgsl.mjs";

/**
 * @typedef {{ code: string, files: string[] }} Loaded an ES module, and every file read for it
 * @type {Readonly<Record<string, (file: string) => Promise<Loaded>>>}
 */
const LOADERS = {
  ".wgsl": (file) => {
    const { text, files } = readShader(file);
    return Promise.resolve({ code: `export default ${JSON.stringify(text)};\n`, files });
  },
  ".wat": async (file) => {
    const code = `export default Uint8Array.of(${(await assemble(file)).join()});\n`;
    return { code, files: [file] };
  },
};

/**
 * What an import of a shader (its text) or of a WebAssembly program (its code) loads; null for any other file.
 * @param {string} file
 */
function load(file) {
  const ending = Object.keys(LOADERS).find((one) => file.endsWith(one));
  return ending === undefined ? null : LOADERS[ending]?.(file);
}

/**
 * Vite's plugin for imports of `.wgsl` and `.wat`.
 * @returns {import("vite").Plugin}
 */
export function viteSources() {
  return {
    name: "sources",
    enforce: "pre",
    async load(id) {
      const loaded = await load(id);
      if (!loaded) return null;
      for (const file of loaded.files) this.addWatchFile(file);
      return { code: loaded.code, map: null, moduleType: "js" };
    },
  };
}

/**
 * Web Test Runner's plugin for imports of `.wgsl` and `.wat`.
 * @param {string} root folder that the test server serves
 * @returns {import("@web/test-runner").TestRunnerPlugin}
 */
export function testSources(root) {
  return {
    name: "sources",
    async serve(context) {
      const loaded = await load(join(root, decodeURIComponent(context.path)));
      return loaded ? { body: loaded.code, type: "js" } : undefined;
    },
  };
}
