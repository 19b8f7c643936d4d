import { pathToFileURL } from "node:url";
import { setUp, stop } from "./setup.mjs";

setUp();
const { buildCli } = await import("./build.mjs");
const program = await buildCli().catch((/** @type {unknown} */ error) =>
  stop(`The command line could not be built: ${error instanceof Error ? error.message : String(error)}`),
);
await import(pathToFileURL(program).href);
