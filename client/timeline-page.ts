/**
 * The timeline as a page: what it is made of, and what it shows, as plain data. Its script only puts this where it belongs.
 */
import { nameOfChild } from "./live-rows.ts";
import type { LiveSession } from "./live-store.ts";
import { ACTIVITIES, type Activity, type Shares, SLOT_MS, SLOTS, type TimelineLane } from "./timeline.ts";

/** To the page: all lanes, or what it asked. */
export type ToTimelinePage =
  | { readonly kind: "lanes"; readonly lanes: readonly PageLane[] }
  | ({ readonly kind: "slot"; readonly text: string } & AskedSlot);

/** From the page: it is loaded, or wants to know what a lane did at a time. */
export type FromTimelinePage = { readonly kind: "ready" } | ({ readonly kind: "slot" } & AskedSlot);

interface AskedSlot {
  readonly lane: string;
  /** From the oldest. */
  readonly slot: number;
}

/** One isolate. */
export interface PageLane {
  readonly id: string;
  readonly name: string;
  /** Of the time that it was there: "running 12 %, waiting for the host 60 %". */
  readonly summary: string;
  /** For each activity the area of its shares, above those before it: a column of 1 for each slot, 100 high. */
  readonly paths: Readonly<Record<Activity, string>>;
}

const WORDS: Readonly<Record<Activity, string>> = {
  running: "running",
  host: "waiting for the host",
  throttled: "waiting for a limit",
  paused: "paused in the debugger",
};

/** An isolate of one of the sessions. */
export interface NamedLane {
  readonly id: string;
  readonly name: string;
  readonly slots: TimelineLane["slots"];
}

/** The lanes of all sessions; they are named when there are several. */
export function namedLanes(sessions: readonly LiveSession[]): readonly NamedLane[] {
  return sessions.flatMap((session) =>
    session.timeline.lanes.map(({ isChild, isolate, module, slots }) => {
      const name = isChild ? nameOfChild(module, isolate) : module;
      return {
        id: `${session.id}/${isolate}`,
        name: sessions.length > 1 ? `${session.name}: ${name}` : name,
        slots,
      };
    }),
  );
}

/** What the page draws of a lane. */
export function pageLane({ id, name, slots }: NamedLane): PageLane {
  return { id, name, summary: sharesText(meanOf(slots)), paths: pathsOf(slots) };
}

/** What a lane did in a slot. */
export function slotText(lanes: readonly NamedLane[], { lane, slot }: AskedSlot): string {
  const shares = lanes.find(({ id }) => id === lane)?.slots[slot];
  const agoMs = (SLOTS - 1 - slot) * SLOT_MS;
  return `${agoMs === 0 ? "Now" : `${agoMs / 1000} s ago`}: ${shares === undefined ? "not there" : sharesText(shares)}`;
}

/** Where the page finds its parts, which nothing else may load. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** What the editor's own resources are served from. */
  readonly source: string;
  readonly nonce: string;
}

/** The page without lanes. */
export function pageHtml({ nonce, script, source, style }: PageParts): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  const legend = ACTIVITIES.map((activity) => `<li class="${activity}">${WORDS[activity]}</li>`).join("");
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <link rel="stylesheet" href="${style}" />
    <title>Isolate Timeline</title>
  </head>
  <body data-slots="${SLOTS}" data-activities="${ACTIVITIES.join(" ")}">
    <p id="empty">Debug a module to see when it runs and what it waits for.</p>
    <main id="shown" hidden>
      <ul id="legend">${legend}</ul>
      <div id="lanes"></div>
      <p id="axis"><span>${(SLOTS * SLOT_MS) / 1000} s ago</span><span>now</span></p>
    </main>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}

function pathsOf(slots: TimelineLane["slots"]): PageLane["paths"] {
  const paths: Record<Activity, string> = { running: "", host: "", throttled: "", paused: "" };
  for (const [index, shares] of slots.entries()) {
    let below = 0;
    if (shares === undefined) continue;
    for (const activity of ACTIVITIES) {
      const height = Math.round(shares[activity] * 100);
      if (height === 0) continue;
      below = Math.min(100, below + height);
      paths[activity] += `M${index} ${100 - below}h1v${height}h-1z`;
    }
  }
  return paths;
}

/** Of the time that it was there. */
function meanOf(slots: TimelineLane["slots"]): Shares {
  const known = slots.filter((shares) => shares !== undefined);
  const mean = (activity: Activity): number =>
    known.reduce((sum, shares) => sum + shares[activity], 0) / Math.max(1, known.length);
  return { running: mean("running"), host: mean("host"), throttled: mean("throttled"), paused: mean("paused") };
}

function sharesText(shares: Shares): string {
  const said = ACTIVITIES.flatMap((activity) => {
    const percent = Math.round(shares[activity] * 100);
    return percent === 0 ? [] : [`${WORDS[activity]} ${percent} %`];
  });
  return said.length === 0 ? "idle" : said.join(", ");
}
