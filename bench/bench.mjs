// npm run bench [-- --quick]: everything that is found here, side by side, written to bench/RESULTS.md.
import { setUp, stop } from "../scripts/setup.mjs";

const args = process.argv.slice(2);
if (args.some((arg) => arg !== "--quick")) stop(`${args.join(" ")} is not known; allowed: --quick.`);
setUp();
const { register } = await import("tsx/esm/api");
register();
const { bench } = await import("./main.js");
await bench(args.includes("--quick"));
