import { writeFileSync } from "node:fs";
import { relative } from "node:path";
import { inspect } from "node:util";

/**
 * node:test's reporter: a line for every failed test, and the counts into the file that scripts/test.mjs names.
 * @param {AsyncIterable<import("node:test/reporters").TestEvent>} events
 * @returns {AsyncGenerator<string, void>}
 */
export default async function* reporter(events) {
  let passed = 0;
  let failed = 0;
  for await (const event of events) {
    if (event.type === "test:stderr" || event.type === "test:stdout") yield event.data.message;
    if (event.type !== "test:pass" && event.type !== "test:fail") continue;
    const { name, file, skip, details } = event.data;
    if (details.type === "suite" || skip !== undefined) continue;
    if (event.type === "test:pass") {
      passed += 1;
      continue;
    }
    failed += 1;
    const { error } = event.data.details;
    yield `not ok: ${file === undefined ? "" : `${relative(".", file)}: `}${name}\n${inspect(error.cause)}\n`;
  }
  const counts = process.env["COLLAPSE_LAB_TEST_COUNTS"];
  if (counts !== undefined) writeFileSync(counts, JSON.stringify({ passed, failed }));
}
