/**
 * A small pie that shows how much is left, as an SVG: full, then less and less, in the colour of its urgency.
 */

/** Steps that can be told apart at 16 pixels; fewer pictures change less often. */
const STEPS = 12;
const [CENTRE, RADIUS] = [8, 5.5];

/** The colours of a theme kind: plenty, little, next to nothing. */
const COLORS = {
  dark: { frame: "#a0a0a0", plenty: "#4ec07f", little: "#e2b340", nothing: "#f4645c" },
  light: { frame: "#6a6a6a", plenty: "#23803f", little: "#a06800", nothing: "#c72e24" },
} as const;

/** The picture as a `data:` URI. @param share From 0 to 1. */
export function gaugeIcon(share: number, theme: keyof typeof COLORS): string {
  const step = Math.ceil(Math.min(1, Math.max(0, share)) * STEPS);
  const { frame, little, nothing, plenty } = COLORS[theme];
  const color = step / STEPS > 0.34 ? plenty : step / STEPS > 0.1 ? little : nothing;
  const edge = step === 0 ? nothing : frame;
  const circle = `<circle cx="${CENTRE}" cy="${CENTRE}" r="${RADIUS + 1}" fill="none" stroke="${edge}"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="16" height="16">${circle}${pie(step, color)}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
}

function pie(step: number, color: string): string {
  if (step === 0) return "";
  if (step === STEPS) return `<circle cx="${CENTRE}" cy="${CENTRE}" r="${RADIUS - 0.5}" fill="${color}"/>`;
  const angle = (step / STEPS) * 2 * Math.PI;
  const radius = RADIUS - 0.5;
  const x = CENTRE + radius * Math.sin(angle);
  const y = CENTRE - radius * Math.cos(angle);
  const isLarge = step * 2 > STEPS ? 1 : 0;
  const top = `M${CENTRE} ${CENTRE}V${CENTRE - radius}`;
  return `<path d="${top}A${radius} ${radius} 0 ${isLarge} 1 ${x.toFixed(2)} ${y.toFixed(2)}Z" fill="${color}"/>`;
}
