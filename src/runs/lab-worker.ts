import { expose } from "comlink";
import { labService } from "./lab-service.js";

expose(labService());
