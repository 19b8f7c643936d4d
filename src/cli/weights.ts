import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { weightsFile, weightsName, type TrainedWeights } from "../index.js";
import { errorCode, EXIT, Failure } from "./failure.js";
import { replaceFile, saving } from "./output.js";

/** A folder of models' weights, a safetensors file each. */
export interface WeightsFolder {
  write(model: TrainedWeights): void;
  has(name: string): boolean;
}

/**
 * The folder with this name, made where it is not there.
 * @throws {Failure} with status 2 where files cannot be written to it
 */
export function openWeightsFolder(path: string): WeightsFolder {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK | constants.X_OK);
  } catch (error) {
    const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
    const why = isFile
      ? "which is a file; allowed: a folder"
      : `which cannot be written (${errorCode(error)})`;
    throw new Failure(EXIT.badInput, `--weights is ${JSON.stringify(path)}, ${why}.`);
  }
  return {
    write: (model) => {
      const file = join(path, weightsName(model.planned));
      saving(file, () => {
        replaceFile(file, [weightsFile(model)]);
      });
    },
    has: (name) => existsSync(join(path, name)),
  };
}
