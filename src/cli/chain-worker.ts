import { parentPort } from "node:worker_threads";
import { expose } from "comlink";
import nodeEndpoint from "comlink/dist/esm/node-adapter.mjs";
import { chainService } from "../index.js";

if (parentPort !== null) expose(chainService(), nodeEndpoint(parentPort));
