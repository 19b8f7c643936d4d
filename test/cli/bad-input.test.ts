import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { experiment, folder, lab, namedText } from "./lab.js";

const files = folder();
const good = files.file("good.json", experiment());
const directory = join(files.path, "directory");
mkdirSync(directory);

const spell = files.file("spell.txt", "abracadabra");
const broken = files.file("broken.txt", Uint8Array.of(0x61, 0x62, 0xc0, 0x80));
const SHA = createHash("sha256").update("abracadabra").digest("hex");
const other = files.file("other.txt", "hocus pocus");
const otherSha = createHash("sha256").update("hocus pocus").digest("hex");
const named = files.file("named.json", experiment({ truth: namedText("spell.txt", SHA) }));
const long = files.file(
  "long.json",
  experiment({ truth: { ...namedText("spell.txt", SHA), contextLength: 20 } }),
);

/** Arguments, and the one line that they get. */
const refused: readonly (readonly [string[], string])[] = [
  [[], "No command was given; allowed: run, theory (--help says more)."],
  [["simulate", good], 'The command is "simulate"; allowed: run, theory (--help says more).'],
  [["run"], "No experiment file was given; allowed: its name, or - for standard input."],
  [["run", good, good], "2 experiment files were given; allowed: one."],
  [
    ["run", good, "--fast"],
    "Unknown option '--fast'; allowed with run: --out, --csv, --corpus, --help, --engine, --method, --seed, --chains, " +
      "--measures, --weights, --truth, --resume.",
  ],
  [
    ["theory", good, "--seed", "1"],
    "Unknown option '--seed'; allowed with theory: --out, --csv, --corpus, --help, --drift.",
  ],
  [
    ["theory", good, "--out"],
    "Option '--out <value>' argument missing; allowed with theory: --out, --csv, --corpus, --help, --drift.",
  ],
  [["run", good, "--out", ""], '--out is ""; allowed: the name of a file.'],
  [
    ["run", good, "--out", directory],
    `--out is ${JSON.stringify(directory)}, which is a directory; allowed: a file.`,
  ],
  [
    ["run", good, "--out", join(directory, "no", "result.json")],
    `--out is ${JSON.stringify(join(directory, "no", "result.json"))}, whose directory does not exist.`,
  ],
  [
    ["run", good, "--resume"],
    "--resume was given without --out; allowed: with the --out of the run to go on with.",
  ],
  [
    ["run", join(directory, "none.json")],
    `The experiment file ${JSON.stringify(join(directory, "none.json"))} does not exist.`,
  ],
  [
    ["theory", directory],
    `The experiment file ${JSON.stringify(directory)} is a directory; allowed: a file, or - for standard input.`,
  ],
  [["run", files.file("empty.json", "")], "The experiment file is empty; allowed: an experiment as JSON."],
  [
    ["run", files.file("latin1.json", Uint8Array.of(0x7b, 0xe9, 0x7d))],
    "The experiment file is not UTF-8; allowed: JSON in UTF-8.",
  ],
  [
    ["theory", files.file("zero.json", experiment({ chains: 0 }))],
    "chains is 0; allowed: a whole number from 1 to 4,294,967,295.",
  ],
  [["run", good, "--chains", "0"], "chains is 0; allowed: a whole number from 1 to 4,294,967,295."],
  [["run", good, "--chains", "many"], 'chains is "many"; allowed: a whole number from 1 to 4,294,967,295.'],
  [["run", good, "--engine", "gpu"], 'engine is "gpu"; allowed: "auto", "webgpu" or "cpu".'],
  [["run", good, "--method", "dual"], 'method is "dual"; allowed: "simulate", "ancestry" or "exact".'],
  [
    ["run", good, "--seed=-1"],
    "seed is -1; allowed: a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode.",
  ],
  [
    ["run", good, "--seed", ""],
    'seed is ""; allowed: a whole number from 0 to 9,007,199,254,740,991 or a non-empty text of well-formed Unicode.',
  ],
  [
    ["run", named],
    `truth.corpus is the file "spell.txt", which is not at hand (SHA-256 ${SHA}); choose that text on the page, or give ` +
      "it by --corpus on the command line.",
  ],
  [
    ["theory", named, "--corpus", other],
    `truth.corpus.sha256 is ${SHA} ("spell.txt"); the text given has ${otherSha}: it is another one.`,
  ],
  [["run", named, "--corpus", broken], "The text is not UTF-8 at byte offset 2; allowed: UTF-8."],
  [
    ["run", long, "--corpus", spell],
    "The text has 11 characters; allowed with contextLength 20: at least 21.",
  ],
  [
    ["run", named, "--corpus", join(directory, "none.txt")],
    `--corpus is ${JSON.stringify(join(directory, "none.txt"))}, which does not exist.`,
  ],
  [
    ["run", named, "--corpus", directory],
    `--corpus is ${JSON.stringify(directory)}, which is a directory; allowed: a file.`,
  ],
  [["run", named, "--corpus", ""], '--corpus is ""; allowed: the name of a file.'],
  [
    ["run", good, "--corpus", spell],
    "--corpus was given, and the experiment names no file or url; allowed: without it.",
  ],
  [["theory", good, "--drift", "0"], '--drift is "0"; allowed: a number above 0.'],
  [["theory", good, "--drift", "much"], '--drift is "much"; allowed: a number above 0.'],
  [["theory", good, "--drift", "1", "--csv"], "--drift was given with --csv; allowed: one of them."],
  [
    ["theory", good, "--drift", "0.1"],
    'recipe.form is "fully-synthetic"; allowed with --drift: "partially-synthetic", at temperature 1 without topK and topP.',
  ],
];

describe("bad input", () => {
  for (const [args, line] of refused) {
    it(`is told in one line: ${line.replaceAll(files.path, "…")}`, async () => {
      assert.deepEqual(await lab(args), { status: 2, stdout: "", stderr: `${line}\n` });
    });
  }

  it("is told in one line whatever is not JSON", async () => {
    for (const text of ["{", "\u0000", '{"a":\n\n}', '{"__proto__":1}']) {
      const { status, stdout, stderr } = await lab(["run", "-"], text);
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, /^The experiment [^\n]+\.\n$/);
    }
  });

  it("ends at 50 MB", async () => {
    const { status, stderr } = await lab(["theory", "-"], " ".repeat(50_000_001));
    assert.equal(status, 2);
    assert.equal(stderr, "The experiment file has more than 50 MB; allowed: up to 50 MB.\n");
  });
});

describe("--help", () => {
  it("is written to standard output", async () => {
    for (const args of [["--help"], ["run", "--help"], ["theory", "-h"]]) {
      const { status, stdout, stderr } = await lab(args);
      assert.equal(status, 0);
      assert.match(stdout, /npm run -s lab -- theory FILE/);
      assert.equal(stderr, "");
    }
  });
});
