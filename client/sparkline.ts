/**
 * A line of shares over time, as an SVG that can be read on dark, light and high-contrast backgrounds.
 */

const [WIDTH, HEIGHT] = [240, 40];
/** Room for the width of the line. */
const MARGIN = 2;
const COLORS = { line: "#3b8eea", frame: "#8888" } as const;

/** The picture as a `data:` URI. @param shares From 0 to 1, now last; undefined where nothing is known. */
export function sparkline(shares: readonly (number | undefined)[]): string {
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, shares.length - 1);
  const points = shares.flatMap((share, index) =>
    share === undefined ? [] : [[MARGIN + index * step, MARGIN + (1 - share) * (HEIGHT - 2 * MARGIN)] as const],
  );
  const line = points.map(([x, y]) => `${round(x)} ${round(y)}`).join("L");
  const [first, last] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0];
  const base = HEIGHT - MARGIN;
  const area = `M${round(first)} ${base}L${line}L${round(last)} ${base}Z`;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">`,
    `<path d="M0 ${MARGIN}H${WIDTH}M0 ${base}H${WIDTH}" stroke="${COLORS.frame}" stroke-dasharray="2 3"/>`,
    ...(points.length === 0
      ? []
      : [
          `<path d="${area}" fill="${COLORS.line}" fill-opacity="0.25"/>`,
          `<path d="M${line}" fill="none" stroke="${COLORS.line}" stroke-width="1.5" stroke-linejoin="round"/>`,
        ]),
    "</svg>",
  ].join("");
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
