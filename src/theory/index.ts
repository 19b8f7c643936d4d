export { AncestralLaw, occupancyRows } from "./ancestry.js";
export { CollapseLaw, MOST_SAMPLES_FOR_LAW, type Contexts } from "./collapse-law.js";
export { collapseMoments, type Moments } from "./collapse-moments.js";
export { diffusionMean } from "./diffusion.js";
export { drawnCollapseTime, rowsHorizon, type DrawnCollapseTime } from "./drawing.js";
export { fullySyntheticLaws, type FullySyntheticLaws } from "./fully-synthetic.js";
export { agreement, average, distinctCount, richness } from "./functionals.js";
export { collapsedLower, collapsedUpper, meanLower, meanUpper, sumOfSquares } from "./theorem1.js";
