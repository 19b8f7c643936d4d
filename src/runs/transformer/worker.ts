import { expose } from "comlink";
import { transformerService } from "./service.js";

expose(transformerService());
