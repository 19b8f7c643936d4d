import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isatty } from "node:tty";
import { esbuildPlugin } from "@web/dev-server-esbuild";
import { defaultReporter } from "@web/test-runner";
import { chromeLauncher } from "@web/test-runner-chrome";
import { chromiumArgs, findChromium, howToGetChromium } from "./scripts/chromium.mjs";
import { testSources } from "./scripts/sources.mjs";

const root = import.meta.dirname;
const executablePath = findChromium();
/** Where scripts/test.mjs reads the counts. */
const counts = process.env["COLLAPSE_LAB_TEST_COUNTS"];
if (executablePath === null) throw new Error(howToGetChromium());

/**
 * A worker's URL ends in .js like every import; a URL is not rewritten as an import is, so the server looks for
 * the TypeScript source itself.
 * @type {import("@web/dev-server-core").Middleware}
 */
const typescriptWorkers = (context, next) => {
  if (context.path.endsWith(".js") && !context.path.startsWith("/node_modules/")) {
    const source = context.path.replace(/\.js$/, ".ts");
    if (!existsSync(join(root, context.path)) && existsSync(join(root, source))) {
      context.url = context.url.replace(/\.js(?=$|\?)/, ".ts");
    }
  }
  return next();
};

/**
 * Counts single tests into the file that scripts/test.mjs names. A file that could not be run is one failed test.
 * @returns {import("@web/test-runner").Reporter}
 */
function countingReporter() {
  return {
    onTestRunFinished({ sessions }) {
      if (counts === undefined) return;
      let passed = 0;
      let failed = 0;
      /** @type {(suite: import("@web/test-runner").TestSuiteResult) => number} */
      const count = (suite) => {
        const ran = suite.tests.filter((test) => !test.skipped);
        const broken = ran.filter((test) => !test.passed).length;
        passed += ran.length - broken;
        failed += broken;
        return suite.suites.reduce((sum, inner) => sum + count(inner), broken);
      };
      for (const session of sessions) {
        const broken = session.testResults === undefined ? 0 : count(session.testResults);
        if (session.passed !== true && broken === 0) failed += 1;
      }
      writeFileSync(counts, JSON.stringify({ passed, failed }));
    },
  };
}

/** @type {import("@web/test-runner").TestRunnerConfig} */
export default {
  rootDir: root,
  files: "test/{corpus,experiment,theory,sampling,gpu,chains,transformer,runs,ui}/**/*.test.ts",
  concurrency: 1,
  nodeResolve: { exportConditions: ["browser", "production"] },
  middleware: [typescriptWorkers],
  plugins: [
    testSources(root),
    esbuildPlugin({ ts: true, target: "es2022", tsconfig: join(root, "tsconfig.json") }),
  ],
  browsers: [chromeLauncher({ launchOptions: { executablePath, args: chromiumArgs() }, concurrency: 1 })],
  testFramework: { config: { ui: "bdd", timeout: "60000" } },
  testsStartTimeout: 60_000,
  testsFinishTimeout: 300_000,
  reporters: [
    defaultReporter({
      reportTestResults: true,
      reportTestProgress: counts === undefined || isatty(1),
    }),
    countingReporter(),
  ],
};
