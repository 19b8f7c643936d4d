import js from "@eslint/js";
import { configs as lit } from "eslint-plugin-lit";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/** The folders of src by floor. */
const FLOORS = [
  ["corpus"],
  ["experiment", "theory"],
  ["sampling", "gpu"],
  ["chains", "transformer"],
  ["runs"],
  ["ui", "cli"],
];
const TOP = FLOORS.length - 1;

/**
 * Imports go down: a folder imports from lower floors alone, and the top floor only from src/index.js.
 * @param {string} folder
 * @param {number} height
 * @returns {import("eslint").Linter.Config[]}
 */
function directions(folder, height) {
  const lowest = height === TOP ? 0 : height;
  const forbidden = FLOORS.slice(lowest)
    .flat()
    .filter((other) => other !== folder);
  const index = height === TOP ? "" : String.raw`|^\.\./index\.js$`;
  const message =
    height === TOP
      ? "Import the lab from src/index.js alone."
      : `Imports go down only; ${folder} is below that.`;
  /** @type {(files: string, regex: string) => import("eslint").Linter.Config} */
  const rule = (files, regex) => ({
    files: [files],
    rules: { "no-restricted-imports": ["error", { patterns: [{ regex, message }] }] },
  });
  const folders = `(${forbidden.join("|")})/`;
  return [
    rule(`src/${folder}/*.ts`, String.raw`^\.\./${folders}${index}`),
    // One step up is still the same folder: src/ui/runs may import src/ui/transformer.
    rule(`src/${folder}/*/**/*.ts`, String.raw`^(\.\./){2,}${folders}`),
  ];
}

export default defineConfig(
  { ignores: ["dist/", "coverage/", "node_modules/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error", noInlineConfig: true } },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: ["./tsconfig.json", "./tsconfig.node.json"] } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": [
        "error",
        { allowNumber: true, allowBoolean: true },
      ],
      "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/no-empty-function": "off",
      // tsc knows every name, of browsers and of Node.
      "no-undef": "off",
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": "error",
    },
  },
  {
    files: ["**/*.mjs"],
    // The rule does not see casts that are written in comments.
    rules: { "@typescript-eslint/no-unsafe-assignment": "off" },
  },
  { files: ["src/ui/**/*.ts"], ...lit["flat/recommended"] },
  FLOORS.flatMap((floor, height) => floor.flatMap((folder) => directions(folder, height))),
  {
    files: ["test/**/*.ts"],
    rules: {
      // chai's assertions and node:test's promises.
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/no-floating-promises": "off",
    },
  },
);
