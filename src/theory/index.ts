export { Ancestry, ancestryOf, expectation, type AncestorLaw } from "./ancestry.js";
export { contextLaws, type ContextLaws, type Contexts } from "./contexts.js";
export { diffusionCdf, diffusionMean } from "./diffusion.js";
export { drawnCollapseTime, rowsHorizon, type DrawnCollapseTime } from "./drawing.js";
export { driftL1Bound, driftL2Squared, terminalDriftL1 } from "./drift.js";
export { fullySyntheticLaws, winnerLaw, type FullySyntheticLaws } from "./fully-synthetic.js";
export { momentsOf, tailQuantile, type Survival } from "./survival.js";
export { collapsedLower, collapsedUpper, meanLower, meanUpper, sumOfSquares } from "./theorem1.js";
export { disagreement, readTruth, richness, type Truth } from "./truth.js";
