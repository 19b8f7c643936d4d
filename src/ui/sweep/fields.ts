import type { ChainsExperiment } from "../../index.js";
import * as settings from "../form/fields.js";
import type { NumberSetting } from "../form/fields.js";
import { brief, counted, shown } from "../words/format.js";

/** How the values of a swept field lie: by ratios, evenly, or as listed. */
export type Spacing = "log" | "linear" | "list";

/** One swept field as the form holds it; `values` are those of a list. */
export interface Axis {
  readonly path: string;
  readonly spacing: Spacing;
  readonly from: number;
  readonly to: number;
  readonly points: number;
  readonly values: readonly number[];
}

interface Sweepable {
  readonly setting: NumberSetting;
  /** What stands at the axis. */
  readonly axis: string;
  /** One value of it, in a sentence. */
  readonly say: (value: string, number: number) => string;
  /** From and to, in a sentence. */
  readonly range: (from: string, to: string) => string;
  readonly start: readonly [spacing: "log" | "linear", from: number, to: number, points: number];
}

function symbol(
  setting: NumberSetting,
  axis: string,
  letter: string,
  start: Sweepable["start"],
): [string, Sweepable] {
  const say = (value: string): string => `${letter} = ${value}`;
  const range = (from: string, to: string): string => `${letter} from ${from} to ${to}`;
  return [setting.path, { setting, axis, say, range, start }];
}

function word(setting: NumberSetting, name: string, start: Sweepable["start"]): [string, Sweepable] {
  const say = (value: string): string => `${name} ${value}`;
  const range = (from: string, to: string): string => `${name} from ${from} to ${to}`;
  return [setting.path, { setting, axis: name, say, range, start }];
}

function things(setting: NumberSetting, one: string, start: Sweepable["start"]): [string, Sweepable] {
  const say = (_: string, number: number): string => counted(number, one);
  const range = (from: string, to: string): string => `${from} to ${to} ${one}s`;
  return [setting.path, { setting, axis: `${one}s`, say, range, start }];
}

const SWEEPABLE = new Map<string, Sweepable>([
  symbol(settings.SAMPLES, "samples n", "n", ["log", 10, 1000, 9]),
  things(settings.TOKENS, "token", ["log", 2, 1000, 8]),
  word(settings.EXPONENT, "exponent", ["linear", 0, 3, 7]),
  symbol(settings.SUM_OF_SQUARES, "sum of squares S₀", "S₀", ["log", 0.1, 0.9, 7]),
  word(settings.CONCENTRATION, "concentration", ["log", 0.01, 100, 9]),
  things(settings.CONTEXTS, "context", ["log", 1, 256, 9]),
  symbol(settings.REAL_SAMPLES, "real samples N", "N", ["log", 10, 1000, 7]),
  symbol(settings.REAL_SHARE, "real share a", "a", ["log", 0.01, 0.64, 7]),
  symbol(settings.WINDOW, "window K", "K", ["linear", 1, 8, 8]),
  symbol(settings.REAL_WEIGHT, "weight of real data w", "w", ["linear", 0.1, 0.9, 9]),
  symbol(settings.GROWTH, "exponent e", "e", ["linear", 0, 1, 6]),
  word(settings.TEMPERATURE, "temperature", ["linear", 0.5, 1, 6]),
  symbol(settings.TOP_K, "top-k", "k", ["log", 2, 64, 6]),
  symbol(settings.TOP_P, "top-p", "p", ["linear", 0.5, 1, 6]),
]);

/** The numbers of an experiment that a sweep may go over, in the order of the form. */
export function sweepable({ truth, recipe }: ChainsExperiment): readonly NumberSetting[] {
  const ofTruth = {
    uniform: [settings.TOKENS],
    zipf: [settings.TOKENS, settings.EXPONENT],
    geometric: [settings.TOKENS, settings.SUM_OF_SQUARES],
    dirichlet: [settings.TOKENS, settings.CONCENTRATION],
    weights: [],
    text: [],
  }[truth.form];
  const ofRecipe = settings.RECIPES.find(({ form }) => form === recipe.form)?.numbers ?? [];
  const contexts = truth.form === "text" ? [] : [settings.CONTEXTS];
  const decoding = [settings.TEMPERATURE, settings.TOP_K, settings.TOP_P];
  return [...ofRecipe, ...ofTruth, ...contexts, ...decoding];
}

/** Whether this page knows a field as one that may be swept. */
export function isSweepable(path: string): boolean {
  return SWEEPABLE.has(path);
}

/** What a sweep over a field starts with. */
export function startingAxis(path: string): Axis {
  const [spacing, from, to, points] = SWEEPABLE.get(path)?.start ?? ["linear", 1, 2, 2];
  return { path, spacing, from, to, points, values: [] };
}

/** A field as its axis names it: "samples n". */
export function axisName(path: string): string {
  return SWEEPABLE.get(path)?.axis ?? path;
}

/** One value of a field, in words: "n = 1,000", "81 tokens". */
export function valueWords(path: string, value: number): string {
  return SWEEPABLE.get(path)?.say(brief(value, 4), value) ?? `${path} = ${shown(value)}`;
}

/** A range of a field, in words: "n from 2 to 1,000". */
export function rangeWords(path: string, from: number, to: number): string {
  if (from === to) return valueWords(path, from);
  const [low, high] = [brief(from, 7), brief(to, 7)];
  return SWEEPABLE.get(path)?.range(low, high) ?? `${path} from ${low} to ${high}`;
}
