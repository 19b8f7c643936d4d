import { createInterface } from "node:readline";
import type { Done, Work } from "./cell.js";

/** Speaks the protocol of bench/peers/protocol.py on standard input and output. */
export async function serve(name: string, run: (work: Work, limit: number) => Promise<Done>): Promise<void> {
  console.log(`ready ${name}`);
  for await (const line of createInterface({ input: process.stdin })) {
    const [n = 0, s = 0, chains = 0, cap = 0, limit = 0, seed = 0] = line.split(" ").map(Number);
    const { seconds, generations, finished } = await run({ n, s, chains, cap, seed }, limit);
    console.log(`${seconds} ${generations} ${Number(finished)}`);
  }
}
