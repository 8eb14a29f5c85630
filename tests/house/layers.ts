/**
 * Who may import whom: the table of ARCHITECTURE.md as data. `layers.test.ts` holds it.
 *
 * A file belongs to the row with the longest matching folder. It may import files of its own row, of the folders in
 * `imports` (a folder, or one file of it) and the packages that name it in `packages`.
 */

/** One row of the table. */
export interface Layer {
  readonly folder: string;
  /** Folders and single files that files of this one may import. */
  readonly imports: readonly string[];
  /** Like `imports`, but types only: nothing of it is loaded. */
  readonly types?: readonly string[];
  /** Package, or "node:*" for any module of Node, and the files in the folder that may import it; "*" for all of them. */
  readonly packages?: Readonly<Record<string, readonly string[]>>;
}

/** The only `index.ts` files there are. */
export const DOORS = {
  prepare: "runtime-core/prepare/index.ts",
  workspace: "runtime-core/workspace/index.ts",
  run: "runtime-core/index.ts",
} as const;

const BASE = "runtime-core/base";
const PERMISSIONS = "runtime-core/permissions";
const LIMITS = "runtime-core/limits";
const VALUES = "runtime-core/values";
const MANIFEST = "runtime-core/manifest";
const CAPABILITIES = "runtime-core/capabilities";
const CONTEXT = "runtime-core/context";
const WORDS = [BASE, PERMISSIONS, LIMITS, VALUES, MANIFEST, CAPABILITIES] as const;
const CLOCK = "runtime-core/runner/monotonic-clock.ts";
const INSPECT_PROTOCOL = "runtime-core/runtime/inspect-protocol.ts";
const RUNNER_PROTOCOL = "runtime-core/runner/protocol.ts";

/** Lower rows know nothing of higher ones. */
export const LAYERS: readonly Layer[] = [
  { folder: BASE, imports: [] },
  { folder: PERMISSIONS, imports: [BASE], packages: { "ipaddr.js": ["*"], tldts: ["*"] } },
  { folder: LIMITS, imports: [BASE] },
  { folder: VALUES, imports: [BASE] },
  { folder: MANIFEST, imports: [BASE, PERMISSIONS, LIMITS], packages: { "@cfworker/json-schema": ["*"] } },
  { folder: CAPABILITIES, imports: [BASE, PERMISSIONS, LIMITS] },
  {
    folder: "runtime-core/prepare",
    imports: WORDS,
    packages: {
      typescript: ["1-parse/typescript.ts"],
      "ts-blank-space": ["strip-types.ts"],
      "cjs-module-lexer": ["commonjs-exports.ts"],
    },
  },
  {
    folder: "runtime-core/workspace",
    imports: [BASE, PERMISSIONS, LIMITS],
    packages: { "node:*": ["disk-workspace.ts", "last-runs.ts", "project-root.ts"] },
  },
  { folder: CONTEXT, imports: [BASE, PERMISSIONS, LIMITS, MANIFEST, VALUES] },
  {
    folder: "runtime-core/isolate",
    imports: [BASE, VALUES],
    packages: { "isolated-vm": ["ivm.ts"], "node:*": ["built-files.ts"] },
  },
  {
    folder: "runtime-core/isolate/prelude",
    imports: [BASE, VALUES],
    packages: {
      "web-streams-polyfill": ["streams.ts", "body.ts", "blob.ts", "fs.ts", "compression.ts"],
      pako: ["compression.ts"],
      "urlpattern-polyfill": ["url-pattern.ts"],
    },
  },
  { folder: "runtime-core/isolate/libraries", imports: [BASE, MANIFEST] },
  {
    folder: "runtime-core/host",
    imports: [...WORDS, CONTEXT],
    packages: {
      "node:*": [
        "node-powers.ts",
        "node-files.ts",
        "node-http.ts",
        "node-server.ts",
        "node-addresses.ts",
        "node-crypto.ts",
        "node-later.ts",
      ],
      undici: ["node-http.ts"],
      ws: ["node-web-socket.ts"],
    },
  },
  {
    folder: "runtime-core/runner",
    imports: [...WORDS, CONTEXT, "runtime-core/isolate", "runtime-core/host"],
    packages: { "node:*": ["*"] },
  },
  {
    folder: "runtime-core/runtime",
    imports: [...WORDS, DOORS.prepare, DOORS.workspace, RUNNER_PROTOCOL, CLOCK],
    packages: { "node:*": ["*"] },
  },
  { folder: "runtime-core", imports: ["runtime-core/runtime", ...WORDS], types: [RUNNER_PROTOCOL] },
  { folder: "server/features", imports: [...WORDS, DOORS.prepare] },
  {
    folder: "server",
    imports: [...WORDS, "server/features", DOORS.prepare, DOORS.workspace],
    packages: {
      "node:*": ["*"],
      "vscode-languageserver": ["*"],
      "vscode-languageserver-textdocument": ["*"],
    },
  },
  {
    folder: "debug-adapter",
    imports: [...WORDS, ...Object.values(DOORS), INSPECT_PROTOCOL],
    packages: {
      "node:*": ["*"],
      "@vscode/debugadapter": ["session.ts", "main.ts"],
      "@vscode/debugprotocol": ["*"],
    },
  },
  {
    folder: "cli",
    imports: [...WORDS, ...Object.values(DOORS), "server/main.ts", "debug-adapter/main.ts"],
    packages: { "node:*": ["*"], commander: ["main.ts"], picocolors: ["*"], sarif: ["render/sarif.ts"] },
  },
  {
    folder: "typescript-plugin",
    imports: [PERMISSIONS, LIMITS, MANIFEST],
    packages: { "node:*": ["*"], typescript: ["main.ts"] },
  },
  {
    folder: "client",
    imports: [],
    types: ["server/protocol.ts", "debug-adapter/protocol.ts", "typescript-plugin/settings.ts"],
    packages: { "node:*": ["*"], vscode: ["*"], "vscode-languageclient": ["*"] },
  },
];
