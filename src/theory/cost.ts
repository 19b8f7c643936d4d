/**
 * Operations at most for the second moments of an experiment, and as many for its laws of single generations: what would take
 * more is left out. 1e9 are some two or three seconds.
 */
export const MOST_OPERATIONS = 1e9;
