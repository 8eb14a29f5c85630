import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { contextOf, sessionOf } from "./live-fixtures.ts";
import type { LiveSession } from "./live-store.ts";
import { SLOT_MS, SLOTS, Timeline } from "./timeline.ts";
import { namedLanes, pageHtml, pageLane, slotText } from "./timeline-page.ts";

/** A module that ran half of the last slot but one, and has stood since then. */
function session(id = "s"): LiveSession {
  let nowMs = 1_000_000 * SLOT_MS;
  const timeline = new Timeline(() => nowMs);
  const note = (cpuTimeMs: number): void =>
    timeline.note({ isolate: "1", module: "/main.ts", cpuTimeMs, times: { hostMs: 0, throttledMs: 0, pausedMs: 0 } });
  note(0);
  nowMs += SLOT_MS;
  note(SLOT_MS / 2);
  timeline.pause("1", true);
  nowMs += SLOT_MS - 1;
  return { ...sessionOf(contextOf("1")), id, name: `name of ${id}`, timeline };
}

describe("the page of the timeline", () => {
  it("has for each isolate its name, what it did in all, and the areas to draw", () => {
    assert.deepEqual(namedLanes([session()]).map(pageLane), [
      {
        id: "s/1",
        name: "/main.ts",
        summary: "running 25 %, paused in the debugger 50 %",
        paths: {
          running: `M${SLOTS - 2} 50h1v50h-1z`,
          host: "",
          throttled: "",
          paused: `M${SLOTS - 1} 0h1v100h-1z`,
        },
      },
    ]);
    assert.deepEqual(
      namedLanes([session(), session("t")]).map(({ id, name }) => [id, name]),
      [
        ["s/1", "name of s: /main.ts"],
        ["t/1", "name of t: /main.ts"],
      ],
    );
  });

  it("says what a lane did at a time", () => {
    const said = (slot: number): string => slotText(namedLanes([session()]), { lane: "s/1", slot });
    assert.equal(said(SLOTS - 1), "Now: paused in the debugger 100 %");
    assert.equal(said(SLOTS - 2), "0.5 s ago: running 50 %");
    assert.equal(said(0), "59.5 s ago: not there");
    assert.equal(slotText(namedLanes([session()]), { lane: "s/2", slot: 1 }), "59 s ago: not there");
  });

  it("loads its own script and style, and nothing else", () => {
    const html = pageHtml({ nonce: "n0", script: "src:/timeline.js", style: "src:/timeline.css", source: "src:" });
    assert.match(html, /content="default-src 'none'; style-src src:; script-src 'nonce-n0'"/);
    assert.match(html, /<script nonce="n0" src="src:\/timeline\.js">/);
    assert.doesNotMatch(html, /https?:|unsafe|style="|onclick/);
  });
});
