/** Numbers as the reader's locale writes them. Every value keeps the digits that its error allows, and no more. */

const formats = new Map<string, Intl.NumberFormat>();

function format(minimum: number, maximum: number): Intl.NumberFormat {
  const key = `${minimum}/${maximum}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.NumberFormat(undefined, {
      minimumFractionDigits: minimum,
      maximumFractionDigits: maximum,
    });
    formats.set(key, made);
  }
  return made;
}

/** A value with exactly so many decimals. */
export function fixed(value: number, decimals: number): string {
  return format(decimals, decimals).format(value);
}

/** A whole number, its thousands spaced. */
export function whole(value: number): string {
  return format(0, 0).format(value);
}

/** A value with at most so many significant digits and no trailing zeros: 9779.2 -> 9,779; 0.012345 -> 0.0123. */
export function brief(value: number, digits = 4): string {
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  if (value === 0) return "0";
  const magnitude = Math.floor(Math.log10(Math.abs(value)));
  const decimals = Math.min(12, Math.max(0, digits - 1 - magnitude));
  return format(0, decimals).format(value);
}

/** Decimals that leave two significant digits of a half width: 2.6 -> 1, 0.26 -> 2, 26 -> 0. */
export function decimalsFor(halfWidth: number): number {
  if (!(halfWidth > 0) || !Number.isFinite(halfWidth)) return 3;
  return Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(halfWidth))));
}

/** A share as a percentage; tiny and nearly whole shares keep a digit that tells them from 0 and 100 %. */
export function percent(share: number, decimals = 1): string {
  const value = share * 100;
  const step = 10 ** -decimals;
  if (share > 0 && value < step / 2) return `< ${fixed(step, decimals)} %`;
  if (share < 1 && value > 100 - step / 2) return `> ${fixed(100 - step, decimals)} %`;
  return `${fixed(value, decimals)} %`;
}

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** A large number in words: 4.1 million, not 4100000; beyond any words its power of ten. */
export function inWords(value: number, digits = 2): string {
  if (value >= 1e15) {
    const power = String(Math.floor(Math.log10(value)));
    return `more than 10${Array.from(power, (digit) => SUPERSCRIPTS[Number(digit)]).join("")}`;
  }
  for (const [size, word] of [
    [1e12, "trillion"],
    [1e9, "billion"],
    [1e6, "million"],
  ] as const) {
    if (value >= size) return `${brief(value / size, digits)} ${word}`;
  }
  return value >= 1000 ? whole(Number(value.toPrecision(digits))) : brief(value, digits);
}

/** A span of time as a person would say it: "2 s", "1 min 20 s", "3 h 5 min", "2 days". */
export function duration(seconds: number): string {
  if (seconds < 1) return "under 1 s";
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600)
    return s % 60 === 0 || s >= 600 ? `${Math.round(s / 60)} min` : `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86400) {
    const minutes = Math.round((s % 3600) / 60);
    return minutes === 0 || minutes === 60
      ? `${Math.round(s / 3600)} h`
      : `${Math.floor(s / 3600)} h ${minutes} min`;
  }
  const days = Math.round(s / 86400);
  if (days > 730) return `${inWords(days / 365)} years`;
  return days === 1 ? "1 day" : `${whole(days)} days`;
}

/** A span of time that is only estimated: to 5 seconds, from two minutes on to whole ones. */
export function roughly(seconds: number): string {
  const step = seconds < 120 ? 5 : 60;
  return seconds < 5 ? "a few seconds" : duration(step * Math.round(seconds / step));
}

/** A moment, in milliseconds since 1970: "21 Nov 2026, 17:46". */
export function dayWords(at: number): string {
  dates ??= new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  return dates.format(at);
}

let dates: Intl.DateTimeFormat | undefined;

/** A text whose lines do not break between a number and its sign: "95 %", "n = 20". */
export function tied(text: string): string {
  return text.replace(/(\d) %/g, "$1\u00a0%").replaceAll(" = ", "\u00a0=\u00a0");
}

/** "1 chain", "2 chains". */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${whole(value)} ${value === 1 ? one : many}`;
}

/** A text on one line, cut where it is long. */
export function shortened(text: string, most = 40): string {
  const characters = Array.from(
    text
      .slice(0, 4 * most)
      .replace(/\s+/g, " ")
      .trim(),
  );
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : characters.join("");
}

let marks: { group: string; decimal: string } | undefined;

function localeMarks(): { group: string; decimal: string } {
  if (!marks) {
    const parts = new Intl.NumberFormat().formatToParts(1234567.5);
    marks = {
      group: parts.find((part) => part.type === "group")?.value ?? ",",
      decimal: parts.find((part) => part.type === "decimal")?.value ?? ".",
    };
  }
  return marks;
}

/** A number as a field shows it: grouped by the locale, every digit kept. */
export function shown(value: number): string {
  full ??= new Intl.NumberFormat(undefined, { maximumSignificantDigits: 15 });
  return full.format(value);
}

let full: Intl.NumberFormat | undefined;

/**
 * Reads what a person typed: spaces may stand anywhere, the locale's thousands marks where they belong (1,5 is not 15), and
 * 1e6 is understood. Null when it is no number.
 */
export function typed(text: string): number | null {
  const { group, decimal } = localeMarks();
  let plain = text.trim().replace(/[\s\u00a0\u202f'’_]/g, "");
  const groups = plain.split(group);
  const last = groups.length - 1;
  if (!groups.every((digits, i) => i === 0 || (i < last ? /^\d{2,3}$/ : /^\d{3}(?!\d)/).test(digits)))
    return null;
  plain = groups.join("");
  if (decimal !== ".") plain = plain.split(decimal).join(".");
  plain = plain.replace("−", "-");
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain)) return null;
  const value = Number(plain);
  return Number.isFinite(value) ? value : null;
}
