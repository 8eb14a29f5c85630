/** Inclusion between patterns, and checks of paths and URLs against grants. */
import picomatch from "picomatch";
import { URLPattern } from "urlpattern-polyfill";
import { Grants } from "../../../runtime-core/permissions/grants.ts";
import { includes, matches } from "../../../runtime-core/permissions/includes.ts";
import { parsePermission, parseSubject } from "../../../runtime-core/permissions/parse-permission.ts";
import type { Permission } from "../../../runtime-core/permissions/permission.ts";
import type { BenchOptions, BenchResult } from "../bench.ts";
import { nanosecondsOf } from "./measure.ts";

/** Patterns that authors write, and some with more wildcards than any should have. */
const PATTERNS = [
  "/data/**",
  "/data/*.json",
  "/data/stations/*.json",
  "/data/stations/berlin.json",
  "/data/*/2026/**",
  "/data/**/report-*.csv",
  "/**/*.ts",
  "/src/**/*.test.ts",
  "/a/**/b/*/c/**/d*e*f",
  "/cache/*/**/.index",
] as const;

const PATH = "/data/stations/berlin.json";
const URL_TEXT = "https://api.weather.example/v1/stations/berlin/forecast?days=3&units=metric";
/** Its escaped slash must be looked at twice. */
const ESCAPED_URL_TEXT = "https://api.weather.example/v1/stations/berlin%2fmitte/forecast?days=3&units=metric";
const URL_GRANT = "https://api.weather.example/v1/**";

/** Figures of permissions. */
export function checkFigures(options: BenchOptions): readonly BenchResult[] {
  return [includesFigure(options), matchFigure(options), ...grantFigures(options), ...urlFigures(options)];
}

function includesFigure(options: BenchOptions): BenchResult {
  const patterns = PATTERNS.map((resource) => permission("fs", resource));
  const pairs = patterns.flatMap((granted) => patterns.map((asked) => [granted, asked] as const));
  const value = nanosecondsOf({ ...options, calls: 100_000 }, (i) => {
    const [granted, asked] = pairs[i % pairs.length] as (typeof pairs)[number];
    return includes(granted, asked);
  });
  return { name: "includes, 100 pairs of patterns", value, unit: "ns" };
}

function matchFigure(options: BenchOptions): BenchResult {
  const grants = PATTERNS.map((resource) => permission("fs", resource));
  const globs = PATTERNS.map((glob) => picomatch(glob));
  const asked = subject("fs", PATH);
  const size = { ...options, calls: 100_000 };
  const value = nanosecondsOf(size, (i) => matches(grants[i % grants.length] as Permission, asked));
  const peer = nanosecondsOf(size, (i) => globs[i % globs.length]?.(PATH));
  return { name: "matches, one path and one pattern", value, unit: "ns", peer: "picomatch", ratio: value / peer };
}

function grantFigures(options: BenchOptions): readonly BenchResult[] {
  return [100, 10_000].flatMap((count) => {
    const texts = Array.from({ length: count }, (_, i) => `/data/project-${i % 100}/folder-${i}/**/*.json`);
    const grants = new Grants(texts.map((resource) => permission("fs", resource)));
    const globs = texts.map((glob) => picomatch(glob));
    const allowed = texts.map((_, i) => `/data/project-${i % 100}/folder-${i}/2026/10/x.json`);
    const denied = texts.map((_, i) => `/data/project-${i % 100}/folder-${i}/2026/10/x.txt`);
    const size = { ...options, calls: 50_000 };
    const parsed = nanosecondsOf(size, (i) => grants.check(subject("fs", allowed[i % count] ?? "")));
    const subjects = allowed.map((resource) => subject("fs", resource));
    const value = nanosecondsOf(size, (i) => grants.check(subjects[i % count] ?? subject("fs", PATH)));
    const none = nanosecondsOf(size, (i) => grants.check(subject("fs", denied[i % count] ?? "")));
    const few = { ...options, calls: count === 100 ? 1000 : 10 };
    const peer = nanosecondsOf(few, (i) => globs.some((glob) => glob(allowed[(i * 997) % count] ?? "")));
    const grantsText = `${count.toLocaleString("en")} grants`;
    const peerText = `picomatch, ${count.toLocaleString("en")} globs`;
    return [
      { name: `path check against ${grantsText}`, value, unit: "ns", peer: peerText, ratio: value / peer },
      { name: `path check against ${grantsText}, path parsed`, value: parsed, unit: "ns" },
      { name: `path denied by ${grantsText}, path parsed`, value: none, unit: "ns" },
    ];
  });
}

function urlFigures(options: BenchOptions): readonly BenchResult[] {
  const grants = new Grants([permission("http", URL_GRANT), permission("http", "https://*.maps.example:*")]);
  const pattern = new URLPattern("https://api.weather.example/v1/*");
  const hosts = new Set<string>();
  const size = { ...options, calls: 50_000 };
  return [
    { text: URL_TEXT, name: "URL check" },
    { text: ESCAPED_URL_TEXT, name: "URL check with an escaped slash" },
  ].flatMap(({ text, name }) => {
    const value = nanosecondsOf(size, () => grants.check(subject("http", text)));
    const bare = nanosecondsOf(size, () => hosts.add(new URL(text).hostname));
    const peer = nanosecondsOf(size, () => pattern.test(text));
    return [
      { name: `${name}, URL parsed`, value, unit: "ns", peer: "urlpattern-polyfill", ratio: value / peer },
      { name: `${name}, beyond new URL`, value: value - bare, unit: "ns" },
    ];
  });
}

function permission(domain: string, resource: string): Permission {
  const parsed = parsePermission({ domain, kind: "read", resource }, "/");
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

function subject(domain: string, resource: string) {
  const parsed = parseSubject({ domain, kind: "read", resource }, "/");
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}
