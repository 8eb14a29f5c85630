/**
 * The table of the sections of a manifest; completion and documentation derive from it.
 */

/** What is known of a section. */
export interface Section {
  /** The shape of its value, for people: "name → JSON Schema". */
  readonly shape: string;
  /** One or two sentences, in Markdown. */
  readonly doc: string;
  /** A value as an author would write it, in TypeScript. */
  readonly example: string;
}

/** Every section by its name, in the order of the documentation. */
export const SECTIONS = {
  description: {
    shape: "string",
    doc: "What the module does, in one sentence.",
    example: `"Fetches the forecast of one city."`,
  },
  parameters: {
    shape: "name → JSON Schema",
    doc: "What the entry function gets: its argument is validated against these before the module starts. One with a `default` may be left out. Its type is `ArgumentsOf<typeof manifest>`.",
    example: `{ city: { type: "string", minLength: 1 } }`,
  },
  env: {
    shape: "name → JSON Schema of a string",
    doc: "Environment variables that the module reads through `ambit:env`. One with a `default` may be absent. What stands here needs no `env.read` grant; a grant alone lets a module read a variable that may be absent.",
    example: `{ UNITS: { type: "string", enum: ["metric", "imperial"], default: "metric" } }`,
  },
  files: {
    shape: "name → { path, schema }",
    doc: "JSON files that are read and validated before the module starts, at most 1 MB each. Each needs an `fs.read` grant. `files` of `ambit:module` has what is in them, by these names.",
    example: `{ settings: { path: "./settings.json", schema: { type: "object" } } }`,
  },
  permissions: {
    shape: "domain → kind → resources",
    doc: "What the module may touch. Nothing else is allowed, and one grant must cover a need wholly.",
    example: `{ fs: { read: ["./stations/*.json"] }, http: { read: ["https://api.weather.example/v1/**"] } }`,
  },
  limits: {
    shape: "name → quantity",
    doc: "How much the module may use. What is not named has the default of the profile, or what the parent has.",
    example: `{ "http/request": "10/s", "execution/cpu-time": "200ms", "memory/heap": "32MB" }`,
  },
  hosts: {
    shape: "name → endpoint",
    doc: "Names for endpoints. Children inherit them and may not define them again.",
    example: `{ "api:weather": "https://api.weather.example", "db:main": "./data/main" }`,
  },
  databases: {
    shape: "name → { location, schema, expectedSchemaUpdate? }",
    doc: "Databases that the module owns. It may read, write and delete in them without a grant.",
    example: `{ main: { location: "./data/main", schema: { type: "object" } } }`,
  },
  secrets: {
    shape: "names",
    doc: "Secrets that the module uses through `ambit:secrets`: without one of them it does not start. Each needs a `secrets.use` grant.",
    example: `["weather-api-key"]`,
  },
  serve: {
    shape: "route → export",
    doc: "Routes that `ambit serve` answers with exports of this module.",
    example: `{ "GET /forecast": "forecast" }`,
  },
  schedule: {
    shape: "name → trigger",
    doc: "Triggers that let `ambit serve` call exports of this module by the clock.",
    example: `{ refresh: { every: "10min", call: "refresh" } }`,
  },
} as const satisfies Readonly<Record<string, Section>>;

/** The name of a section. */
export type SectionName = keyof typeof SECTIONS;

/** All names, in the order of the table. */
export const SECTION_NAMES: readonly SectionName[] = Object.keys(SECTIONS) as SectionName[];
