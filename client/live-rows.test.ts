import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { contextOf, limitOf, sessionOf, storeOfOne } from "./live-fixtures.ts";
import { hostCallRows, limitRows, moduleRows, permissionRows, type LiveRow, refusedRows } from "./live-rows.ts";
import type { HostCall, KnownCall } from "./live-store.ts";
import { RowIndex } from "./row-index.ts";

/** Rows as lines, indented by their depth. */
function lines(rows: readonly LiveRow[], indent = ""): readonly string[] {
  return rows.flatMap(({ children = [], description, kind, label }) => [
    `${indent}${kind} ${label}: ${description}`,
    ...lines(children, `${indent}  `),
  ]);
}

const PERMISSIONS = contextOf("1", {
  grants: [
    { grant: "fs.read /a/*", count: 3 },
    { grant: "fs.write /b", count: 0 },
  ],
  permissions: [
    { permission: "fs.read /a/1", verdict: "allowed", grant: "fs.read /a/*", count: 3 },
    { permission: "fs.write /c", verdict: "denied", grant: "fs.write /b", count: 1 },
    { permission: "env.read HOME", verdict: "denied", count: 2 },
  ],
});

describe("the rows of the live views", () => {
  it("say of each limit what is left, whether it is shared, and draw it", () => {
    const limits = [
      limitOf(10, { name: "fs/read" }),
      limitOf(2.5),
      limitOf(0, { name: "memory/heap", kind: "gauge", taken: 9, own: false, text: "9 held" }),
    ];
    const rows = limitRows([sessionOf(contextOf("1", { limits }))]);
    assert.deepEqual(lines(rows), [
      "context /main.ts: ",
      "  limit http/request: 2.5 of 10 left (10/s)",
      "  limit memory/heap: 9 held, shared",
      "  limit fs/read: 10 of 10 left (10/s)",
    ]);
    assert.deepEqual(
      rows[0]?.children?.map(({ icon }) => icon),
      [{ share: 0.25 }, { share: 0.1 }, { name: "circle-outline", color: "disabledForeground" }],
    );
    assert.match(rows[0]?.children?.[0]?.tooltip() ?? "", /\| capacity \| 10 \|/);
  });

  it("say which limits children take from too, and how much of it where that is known", () => {
    const limits = [
      limitOf(5, { name: "execution/cpu-time", taken: 300 }),
      limitOf(5, { name: "execution/total-time" }),
      limitOf(5, { name: "fs/read" }),
      limitOf(10, { name: "fs/write" }),
    ];
    const child = contextOf("2", { module: "/child.ts", parent: "1", limits: [limitOf(5, { own: false })] });
    const [root, below] = limitRows([sessionOf(contextOf("1", { limits, cpuTimeMs: 120 }), child)]);
    assert.deepEqual(lines(root?.children ?? []), [
      "limit execution/cpu-time: 5 of 10 left (10/s), with children",
      "limit execution/total-time: 5 of 10 left (10/s)",
      "limit fs/read: 5 of 10 left (10/s), with children",
      "limit fs/write: 10 of 10 left (10/s)",
    ]);
    const [cpu, total, read] = (root?.children ?? []).map(({ tooltip }) => tooltip().split("\n").at(-1));
    const TAKEN = "What children take is taken from it too.";
    assert.equal(cpu, `${TAKEN} Now: 120 ms by this module, 180 ms by its children.`);
    assert.doesNotMatch(total ?? "", /children/);
    assert.equal(read, TAKEN);
    assert.match(below?.children?.[0]?.tooltip() ?? "", /Shared: this module takes from the limit of its parent\.$/);
  });

  it("say what has ended, and offer nothing for it but the manifest", () => {
    const ended = { ...PERMISSIONS, limits: [limitOf(2)], status: "ended" } as const;
    const over = { ...sessionOf(ended), hasEnded: true };
    assert.deepEqual(lines(limitRows([over])), [
      "context /main.ts: ended",
      "  past-limit http/request: 2 of 10 left (10/s)",
    ]);
    const kinds = permissionRows([over])[0]?.children?.map(({ kind }) => kind);
    assert.deepEqual(kinds, ["past-denied", "past-denied", "grant", "grant"]);
    assert.deepEqual(refusedRows([over]), []);
    const child = { ...ended, id: "2", module: "/child.ts", parent: "1" };
    const goesOn = sessionOf(contextOf("1", { limits: [limitOf(1)] }), child);
    assert.deepEqual(lines(limitRows([goesOn])), [
      "context /main.ts: ",
      "  limit http/request: 1 of 10 left (10/s), with children",
    ]);
    assert.deepEqual(
      permissionRows([goesOn]).map(({ description, open }) => [description, open]),
      [
        ["", true],
        ["ended", false],
      ],
    );
  });

  it("draw the last minute of a limit of which something was missing", () => {
    const session = sessionOf(contextOf("1", { limits: [limitOf(2.5), limitOf(10, { name: "fs/read" })] }));
    session.history.note("1", "http/request", 0.25);
    session.history.note("1", "fs/read", 1);
    const [moved, full] = limitRows([session])[0]?.children ?? [];
    assert.match(
      moved?.tooltip() ?? "",
      /!\[In the last minute at least 25 % were left\]\(data:image\/svg\+xml;base64,\w/,
    );
    assert.doesNotMatch(full?.tooltip() ?? "", /!\[/);
  });

  it("say what was refused, then of each grant how often it was used and by what", () => {
    const session = sessionOf(PERMISSIONS);
    assert.deepEqual(lines(permissionRows([session])), [
      "context /main.ts: ",
      "  denied fs.write /c: refused once · nearest: fs.write /b",
      "  denied env.read HOME: refused 2 times",
      "  grant fs.read /a/*: used 3 times",
      "    use fs.read /a/1: 3 times",
      "  grant fs.write /b: not used",
    ]);
    const granted = permissionRows([{ ...session, granted: new Set(["fs.write /c"]) }]);
    assert.equal(lines(granted)[1], "  use fs.write /c: refused once · granted for this session");
    assert.deepEqual(
      refusedRows([session]).map(({ about }) => about),
      [
        { session: "s", isolate: "1", name: "fs.write /c" },
        { session: "s", isolate: "1", name: "env.read HOME" },
      ],
    );
  });

  it("list the calls that hold a text, the newest first", () => {
    const call = (id: number, text: string, more: Partial<HostCall> = {}): [number, KnownCall] => [
      id,
      { id, isolate: "1", call: text, startedMs: id, state: "done", durationMs: 3.21, firstSeq: 1, ...more },
    ];
    const calls = new Map([
      call(1, 'readText("./a")'),
      call(2, "fetch()", { state: "denied", message: "No grant covers it", durationMs: 0.04 }),
    ]);
    const { durationMs: _, ...waiting } = call(3, 'readText("./b")', { isolate: "2", state: "waiting" })[1];
    const session = {
      ...sessionOf(contextOf("1")),
      hostCalls: new Map([
        ["1", calls],
        ["2", new Map([[3, waiting]])],
      ]),
    };
    assert.deepEqual(lines(hostCallRows([session], "")), [
      'call readText("./b"): waiting',
      "call fetch(): denied · 0 ms",
      'call readText("./a"): 3.2 ms',
    ]);
    assert.deepEqual(lines(hostCallRows([session], "READTEXT")).length, 2);
    assert.deepEqual(lines(hostCallRows([session], "no grant")).length, 1);
  });

  it("list the calls of several runs as they were told, those of each isolate as they began", () => {
    const { store } = storeOfOne();
    let seq = 0;
    const tell = (isolate: string, ...ids: readonly number[]): void => {
      const calls = ids.map((id): HostCall => {
        return { id, isolate, call: `${isolate}.${id}`, startedMs: id, state: "waiting" };
      });
      store.take("s", { event: "ambit/hostCall", body: { seq: ++seq, calls, lost: 0 } });
    };
    const shown = (): readonly string[] => hostCallRows(store.sessions, "").map(({ label }) => label);
    tell("1", 1, 2, 4);
    tell("1", 900, 901);
    tell("2", 1, 2);
    tell("1", 902);
    assert.deepEqual(shown(), ["1.902", "2.2", "2.1", "1.901", "1.900", "1.4", "1.2", "1.1"]);
    tell("1", 2, 3);
    assert.deepEqual(shown(), ["1.902", "2.2", "2.1", "1.901", "1.900", "1.4", "1.3", "1.2", "1.1"]);
  });

  it("put children below the module that spawned them", () => {
    const child = contextOf("2", { module: "/child.ts", parent: "1", cpuTimeMs: 1.234, heapBytes: 2_340_000 });
    const ending = contextOf("3", { module: "/child.ts", parent: "2", status: "ending" });
    assert.deepEqual(lines(moduleRows([sessionOf(contextOf("1"), child, ending)])), [
      "running /main.ts: running · 0 ms CPU · 0 MB",
      "  running /child.ts (child 2): running · 1.2 ms CPU · 2.3 MB",
      "    context /child.ts (child 3): ending · 0 ms CPU · 0 MB",
    ]);
    const stopped = { ...sessionOf(contextOf("1")), stopped: new Set(["1"]) };
    assert.deepEqual(lines(moduleRows([stopped])), ["running /main.ts: paused · 0 ms CPU · 0 MB"]);
  });

  it("name the session when there are several, and leave out what has no module yet", () => {
    const other = { ...sessionOf(contextOf("1"), contextOf("2", { module: "" })), id: "t", name: "Other" };
    const rows = limitRows([sessionOf(contextOf("1")), other]);
    assert.deepEqual(lines(rows), ["context /main.ts: Ambit: main.ts", "context /main.ts: Other"]);
    assert.equal(new Set(rows.map(({ id }) => id)).size, 2);
    const child = contextOf("2", { module: "/child.ts", parent: "1" });
    assert.deepEqual(lines(moduleRows([sessionOf(contextOf("1"), child), other])), [
      "running /main.ts: Ambit: main.ts · running · 0 ms CPU · 0 MB",
      "  running /child.ts (child 2): running · 0 ms CPU · 0 MB",
      "running /main.ts: Other · running · 0 ms CPU · 0 MB",
    ]);
  });

  it("show text of the module as it is in tooltips", () => {
    const [row] = refusedRows([
      sessionOf(contextOf("1", { permissions: [{ permission: "fs.read /``[x](y)", verdict: "denied", count: 1 }] })),
    ]);
    assert.match(row?.tooltip() ?? "", /``` fs\.read \/``\[x\]\(y\) ```/);
  });
});

describe("RowIndex", () => {
  const rowsWith = (available: number): readonly LiveRow[] =>
    limitRows([sessionOf(contextOf("1", { limits: [limitOf(available), limitOf(1, { name: "fs/read" })] }))]);

  it("names only the rows that are shown differently", () => {
    const before = new RowIndex(rowsWith(9));
    assert.deepEqual(new RowIndex(rowsWith(9)).changesSince(before), []);
    assert.deepEqual(new RowIndex(rowsWith(4)).changesSince(before), ["s/1/limit/http/request"]);
  });

  it("names the row that has others below it, and all when the top has others", () => {
    const before = new RowIndex(rowsWith(9));
    const fewer = limitRows([sessionOf(contextOf("1", { limits: [limitOf(9)] }))]);
    assert.deepEqual(new RowIndex(fewer).changesSince(before), ["s/1/context/"]);
    assert.equal(new RowIndex([]).changesSince(before), "all");
  });

  it("knows what is above and below a row", () => {
    const index = new RowIndex(rowsWith(9));
    assert.deepEqual(index.children(undefined), ["s/1/context/"]);
    assert.deepEqual(index.children("s/1/context/"), ["s/1/limit/http/request", "s/1/limit/fs/read"]);
    assert.equal(index.parent("s/1/limit/fs/read"), "s/1/context/");
    assert.equal(index.row("s/1/limit/fs/read")?.about.name, "fs/read");
  });
});
