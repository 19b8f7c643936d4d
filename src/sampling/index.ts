export { binomial, isBelow, stream, type Stream } from "./binomial.js";
export { exactExp2, exactLog2 } from "./exact-log.js";
export { fixedExp, fixedLog, mulHigh, T1_HI, T1_LO } from "./fixed-log.js";
export { multinomial, type Source } from "./multinomial.js";
export { contextKey, KIND, seedWords, streamKey, type Key } from "./streams.js";
export { samplerTables, type SamplerTables } from "./tables.js";
export { threefry } from "./threefry.js";
export { dirichlet, geometric, integerWeights, TOTAL, zipf } from "./weights.js";
