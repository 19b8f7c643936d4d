import { expose } from "comlink";
import { crashAt } from "./crashes.js";

expose({ crashAt });
