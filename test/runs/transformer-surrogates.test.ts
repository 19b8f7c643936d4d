import { assert } from "chai";
import { surrogateCorpus, surrogateOf, type ChainsResult } from "../../src/experiment/index.js";
import { browserHost } from "../../src/runs/browser-host.js";
import { startRun } from "../../src/runs/page.js";
import { runTransformer } from "../../src/runs/transformer/run.js";
import type { TransformerListener } from "../../src/runs/transformer/types.js";
import { opened } from "./transformers.js";

const HOST = { ...browserHost, gpu: () => Promise.resolve(undefined) };

describe("the surrogates of a transformer's run", () => {
  it("are runs of kind chains, one a recipe, where there can be one", async () => {
    const recipes = [
      { form: "fully-synthetic", samples: 128 },
      { form: "most-recent", samples: 128, window: 2 },
    ];
    const [experiment, text] = opened({ surrogate: true, recipes, engine: "cpu" });
    const notices: string[] = [];
    const listener: TransformerListener = {
      update: () => undefined,
      notice: (notice) => notices.push(notice.text),
      saved: () => undefined,
      trained: () => undefined,
    };
    const end = await runTransformer(experiment, text, listener, HOST).end;
    if (!end.ok) assert.fail(end.message);
    const [first, second] = end.result.surrogates;
    assert.lengthOf(end.result.surrogates, 2);
    assert.isNull(second);
    assert.match(
      notices.at(-1) ?? "",
      /^There is no trigram model beside most-recent: recipe\.window is 2; /,
    );

    const [recipe] = experiment.recipes;
    const corpus = surrogateCorpus(experiment, text);
    if (typeof corpus === "string") return assert.fail(corpus);
    if (recipe === undefined || !first) return assert.fail("There is no surrogate.");
    const parsed = surrogateOf(experiment, recipe, corpus);
    if (!parsed.ok) return assert.fail(parsed.message);
    assert.equal(first.digest, (await resultOf(parsed.experiment)).digest);
    assert.equal(first.generations.at(-1), experiment.generations);
  });

  it("are none where the experiment does not ask for them", async () => {
    const [experiment, text] = opened({ engine: "cpu" });
    const unheard = { update: () => undefined, notice: () => undefined, saved: () => undefined };
    const end = await runTransformer(experiment, text, { ...unheard, trained: () => undefined }, HOST).end;
    assert.deepEqual(end.ok && end.result.surrogates, []);
  });
});

async function resultOf(experiment: Parameters<typeof startRun>[0]): Promise<ChainsResult> {
  const end = await startRun(experiment, null, { update: () => undefined, notice: () => undefined }).end;
  return end.ok ? end.result : assert.fail(end.message);
}
