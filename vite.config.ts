import { resolve } from "node:path";
import { defineConfig, type UserConfig } from "vite";
import { viteSources } from "./scripts/sources.mjs";

const root = import.meta.dirname;

/** The page, for any static host: index.html -> dist/page. */
const page: UserConfig = {
  root,
  base: "./",
  plugins: [viteSources()],
  worker: { format: "es", plugins: () => [viteSources()] },
  build: {
    outDir: "dist/page",
    emptyOutDir: true,
    target: "es2022",
    // The page's security policy allows no data: URLs.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
};

/** The command line, for Node: `vite build --mode cli` -> dist/cli. What is in node_modules stays there. */
const cli: UserConfig = {
  root,
  publicDir: false,
  plugins: [viteSources()],
  build: {
    ssr: true,
    outDir: "dist/cli",
    emptyOutDir: true,
    target: "node20",
    minify: false,
    rolldownOptions: {
      input: {
        lab: resolve(root, "src/cli/main.ts"),
        "chain-worker": resolve(root, "src/cli/chain-worker.ts"),
      },
      output: { entryFileNames: "[name].mjs", chunkFileNames: "[name]-[hash].mjs" },
    },
  },
};

export default defineConfig(({ mode }) => (mode === "cli" ? cli : page));
