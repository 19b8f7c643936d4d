// npm run bench [-- [transformer] [--quick]]: everything that is found here, or the section of that name alone, side by
// side, written to bench/RESULTS.md.
import { setUp, stop } from "../scripts/setup.mjs";

const args = process.argv.slice(2);
const known = ["--quick", "transformer"];
if (args.some((arg) => !known.includes(arg))) {
  stop(`${args.join(" ")} is not known; allowed: ${known.join(", ")}.`);
}
setUp();
const { register } = await import("tsx/esm/api");
register();
const { bench, benchTransformer } = await import("./main.js");
await (args.includes("transformer") ? benchTransformer : bench)(args.includes("--quick"));
