import { parameterTable, type Model } from "./model.js";
import { normal, PURPOSE, stageKey, type Stage } from "./random.js";

const DEVIATION = 0.02;

/**
 * nanoGPT's initial weights, flat (parameterTable): N(0, 0.02^2), both c_proj N(0, 0.02^2 / 2L), gains 1, biases 0.
 * Drawn in float64 and rounded, so every engine starts from the same bits.
 */
export function initialWeights(model: Model, stage: Stage): Float32Array {
  const table = parameterTable(model);
  const weights = new Float32Array(table.length);
  table.all.forEach(({ name, shape, offset, size }, tensor) => {
    if (shape.length === 1) {
      if (name.endsWith(".weight")) weights.fill(1, offset, offset + size);
      return;
    }
    const deviation = name.endsWith("c_proj.weight") ? DEVIATION / Math.sqrt(2 * model.layers) : DEVIATION;
    const key = stageKey(stage, PURPOSE.init, tensor);
    for (let element = 0; element < size; element++)
      weights[offset + element] = deviation * normal(key, element);
  });
  return weights;
}
