import { accessSync, constants, existsSync, mkdirSync, statSync, type Stats } from "node:fs";
import { dirname, join, resolve } from "node:path";
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
    makeFolder(resolve(path));
    accessSync(`${path}/.`, constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = statOf(path)?.isFile()
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

/** As mkdirSync with `recursive`, which never returns where a folder like /proc takes no others. */
function makeFolder(path: string): void {
  if (statOf(path) !== null) return;
  makeFolder(dirname(path));
  mkdirSync(path);
}

/** What stands at a path; null where nothing does. */
function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}
