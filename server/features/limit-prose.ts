/** What there is to say of a limit and of a quantity. */
import { isLimitName, knownLimit, type LimitName } from "../../runtime-core/limits/known-limits.ts";
import type { Quantity } from "../../runtime-core/limits/limit.ts";
import { parseQuantity, printQuantity } from "../../runtime-core/limits/parse-limit.ts";
import type { Take } from "../../runtime-core/capabilities/capability.ts";
import type { PreparedManifest } from "../../runtime-core/prepare/index.ts";
import { type Block, code, type Inline, link, paragraph } from "./prose.ts";

/** What a limit means, and what is in effect of it where a manifest is known. */
export function limitBlocks(name: LimitName, manifest: PreparedManifest | undefined): readonly Block[] {
  const row = knownLimit(name);
  const usual = (["script", "request"] as const).map((profile) => {
    const quantity = row[profile];
    return `${quantity === undefined ? "none" : printQuantity(quantity)} (${profile})`;
  });
  const effective: Inline[] =
    manifest === undefined ? ["Default "] : ["In effect: ", ...effectiveLimit(manifest, name), "; default "];
  return [
    paragraph(code(name), ` — ${row.doc}`),
    paragraph(...effectOf(row.kind, row.givenBack === true), ...(name === "execution/total-time" ? [] : [SHARED])),
    paragraph(...effective, usual.join(", ")),
  ];
}

/** What `burst` beside the rate of a limit means, and what is in effect of it; nothing for a limit that has none. */
export function burstBlocks(name: LimitName, manifest: PreparedManifest | undefined): readonly Block[] {
  const { kind } = knownLimit(name);
  if (kind !== "rate" && kind !== "frequency") return [];
  const written = manifest?.limits.find(({ limit }) => limit.name === name)?.limit.quantity.burst;
  const most = written === undefined ? "one second's worth" : amountOf(kind, written);
  return [paragraph(code("burst"), ` — how much can be saved up and is then let through at once: ${most}`)];
}

function amountOf(kind: "rate" | "frequency", value: number): string {
  return printQuantity({ kind: kind === "rate" ? "bytes" : "count", value });
}

const SHARED = "; what children take is taken from it too";

/** "10/s" with the way to where it is written, or "100/s by default". */
export function effectiveLimit(manifest: PreparedManifest | undefined, name: LimitName): readonly Inline[] {
  const written = manifest?.limits.find((one) => one.limit.name === name);
  if (written !== undefined) return [link(printQuantity(written.limit.quantity), written)];
  const usual = knownLimit(name).script;
  return [usual === undefined ? "without bound" : `${printQuantity(usual)} by default`];
}

/** The limits that a call takes from, with what is in effect of each. */
export function takesOf(manifest: PreparedManifest | undefined, takes: readonly Take[]): readonly Inline[] {
  return takes.flatMap((take, index) => {
    const name: Inline[] = [index === 0 ? "" : ", ", code(take.limit)];
    return isLimitName(take.limit) ? [...name, " ", ...effectiveLimit(manifest, take.limit)] : name;
  });
}

/** The same quantity in other words: "10MB/s" is 600MB a minute; none when there are none. */
export function otherUnits(text: string): readonly Block[] {
  const quantity = parseQuantity(text);
  const others = quantity.ok ? inOtherUnits(quantity.value).filter((each) => each !== text) : [];
  return others.length === 0 ? [] : [paragraph("That is ", others.join(", or "))];
}

function inOtherUnits({ kind, value }: Quantity): readonly string[] {
  const number = (count: number): string => count.toLocaleString("en", { maximumFractionDigits: 3 });
  switch (kind) {
    case "rate":
      return [
        `${number(value)} bytes per second`,
        `${number(value / 2 ** 20)}MiB/s`,
        `${number((value * 60) / 1e6)}MB per minute`,
      ];
    case "frequency":
      return [
        `${number(value * 60)} per minute`,
        value >= 1 ? `one every ${number(1000 / value)}ms` : `one every ${number(1 / value)}s`,
      ];
    case "time":
      return [
        `${number(value)}ms`,
        `${number(value / 1000)}s`,
        ...(value >= 60_000 ? [`${number(value / 60_000)}min`] : []),
      ];
    case "bytes":
      return [`${number(value)} bytes`, `${number(value / 2 ** 20)}MiB`];
    case "count":
      return [];
    default:
      return kind satisfies never;
  }
}

function effectOf(kind: string, givenBack: boolean): readonly Inline[] {
  switch (kind) {
    case "rate":
    case "frequency":
      return ["A ", code(kind), ": when it is used up, calls wait for their turn"];
    case "gauge":
      return ["A ", code(kind), ": what is held at one moment"];
    default:
      return [
        "A ",
        code(kind),
        givenBack ? ": what is taken comes back when the call has ended" : ": when it is used up, calls fail",
      ];
  }
}
