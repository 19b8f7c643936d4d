import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after } from "node:test";
import { ROOT } from "../../scripts/setup.mjs";

/** How a command ended. */
export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts `npm run lab`'s program with these arguments. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [join(ROOT, "scripts/lab.mjs"), ...args], {
    env: { ...process.env, ...env },
  });
}

/** Runs it to its end, with a text on its standard input. */
export async function lab(args: readonly string[], input = "", env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  const child = start(args, env);
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  return ended(child);
}

/** Everything a command writes until it ends. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, stdout, stderr };
}

/** A folder for a test file's own files, taken away after its tests. */
export function folder(): {
  readonly path: string;
  file(name: string, content: string | Uint8Array): string;
} {
  const path = mkdtempSync(join(tmpdir(), "collapse-lab-"));
  after(() => {
    rmSync(path, { recursive: true, force: true });
  });
  return {
    path,
    file(name, content) {
      writeFileSync(join(path, name), content);
      return join(path, name);
    },
  };
}

/** An experiment file's text: what is given, and small besides. */
export function experiment(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    version: 1,
    kind: "chains",
    truth: { form: "uniform", tokens: 3 },
    recipe: { form: "fully-synthetic", samples: 10 },
    chains: 500,
    engine: "cpu",
    ...more,
  });
}

/** A truth that names a text. */
export function namedText(name: string, sha256: string): Record<string, unknown> {
  return { form: "text", corpus: { form: "file", name, sha256 }, tokenizer: "characters", contextLength: 1 };
}
