import { expose } from "comlink";
import { chainService } from "./chain-service.js";

expose(chainService());
