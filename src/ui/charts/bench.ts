/** The charts of the bench "Chains": loaded once the page around them has been painted. */
import "./collapsed.js";
import "./diversity.js";
import "./histogram.js";
import "./one-chain.js";
import "./simplex.js";
