/** `textDocument/signatureHelp`: what a child takes, in the `args` of a call of `spawn`. Other calls are TypeScript's. */
import { hostCallsIn, type PreparedModule } from "../../runtime-core/prepare/index.ts";
import { type CompletionPlace, parametersOf, typeOf } from "./completion.ts";
import { manifestPlace } from "./manifest-place.ts";

/** The parameters of a child. */
export interface SignatureHelp {
  readonly module: string;
  readonly parameters: readonly { readonly text: string; readonly doc: string }[];
  /** Index of the one under the cursor, else of the first that is not given; undefined when all are. */
  readonly active: number | undefined;
}

/** What the child takes; undefined outside of `args` and where the child is not known. */
export function signatureHelp(prepared: PreparedModule, at: CompletionPlace): SignatureHelp | undefined {
  const text = prepared.files.get(at.file)?.source.text ?? "";
  for (const call of hostCallsIn(prepared, at.file, { start: at.offset, end: at.offset })) {
    const options = call.capability.name === "spawn" ? call.arguments[1] : undefined;
    const place = options && manifestPlace(text, options, at.offset);
    if (place?.path[0] !== "args") continue;
    const parameters = Object.entries(parametersOf({ prepared, ...at }, call));
    const names = parameters.map(([name]) => name);
    const under = place.at === "value" ? place.path[1] : place.text;
    const active = names.findIndex((name) => name === under);
    const open = names.findIndex((name) => !place.siblings.includes(name));
    if (names.length === 0) return undefined;
    return {
      module: call.literals[0]?.text ?? "",
      parameters: parameters.map(([name, schema]) => {
        const { default: usual, description, enum: values } = typeof schema === "object" ? schema : {};
        const type = Array.isArray(values) ? values.map((each) => JSON.stringify(each)).join(" | ") : typeOf(schema);
        const doc = typeof description === "string" ? description : "";
        return { text: `${name}${usual === undefined ? "" : "?"}: ${type === "" ? "any" : type}`, doc };
      }),
      active: active >= 0 ? active : open >= 0 ? open : undefined,
    };
  }
  return undefined;
}
