/** The lab as a library: everything the page and the command line use of it. */
export * from "./experiment/index.js";
export * from "./runs/index.js";
