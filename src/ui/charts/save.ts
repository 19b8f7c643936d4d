import type { TableData } from "./table.js";
import { palette } from "./palette.js";

/** Offers a file to the reader's disk. */
export function download(name: string, contents: Blob): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(contents);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const plain = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

/** A chart's data as CSV (RFC 4180), numbers in full. */
export function tableCsv(data: TableData): string {
  return [data.columns, ...data.rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}

/** Breaks a text into lines no wider than `width`. */
function lines(ctx: CanvasRenderingContext2D, text: string, width: number): string[] {
  const broken: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && ctx.measureText(longer).width > width) {
      broken.push(line);
      line = word;
    } else line = longer;
  }
  if (line) broken.push(line);
  return broken;
}

/** A chart as a picture that stands alone: its question and definition above, the experiment's sentence beneath. */
export async function composePicture(
  chart: HTMLCanvasElement,
  words: { readonly title: string; readonly definition: string; readonly sentence: string },
  zoom: number,
): Promise<Blob | null> {
  const colours = palette();
  const canvas = document.createElement("canvas");
  const ctx = canvas.getContext("2d");
  if (!ctx) return null;
  const margin = 24 * zoom;
  const width = chart.width + 2 * margin;
  const fonts = {
    title: `650 ${17 * zoom}px ${colours.font}`,
    note: `${13 * zoom}px ${colours.font}`,
  };
  ctx.font = fonts.note;
  const above = lines(ctx, words.definition, chart.width);
  const below = lines(ctx, `${words.sentence} Collapse Lab.`, chart.width);
  const step = 19 * zoom;
  const top = margin + 22 * zoom + above.length * step + 12 * zoom;
  canvas.width = width;
  canvas.height = top + chart.height + 16 * zoom + below.length * step + margin;
  ctx.fillStyle = colours.panel;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.textBaseline = "top";
  ctx.fillStyle = colours.ink;
  ctx.font = fonts.title;
  ctx.fillText(words.title, margin, margin);
  ctx.fillStyle = colours.ink2;
  ctx.font = fonts.note;
  above.forEach((line, i) => ctx.fillText(line, margin, margin + 26 * zoom + i * step));
  ctx.drawImage(chart, margin, top);
  below.forEach((line, i) => ctx.fillText(line, margin, top + chart.height + 16 * zoom + i * step));
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}
