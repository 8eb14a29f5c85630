/** Noting an effect of another host. */
import type { FunctionModel, NeedModel } from "../../../../capabilities/profiles/profile.ts";
import { explain } from "../../effects/explain.ts";
import type { Resource } from "../../effects/resource.ts";
import type { Call } from "../../machine.ts";
import { sourcesIn } from "../sources.ts";
import { isHostPlace, iterationOf, placeOf } from "./place.ts";

/** Records an effect at the place of the project that made it. */
export function record(
  call: Call,
  asked: { readonly model: FunctionModel; readonly need: NeedModel },
  found: { kind: string; resource: Resource; must: boolean },
): void {
  const place = placeOf(call);
  if (isHostPlace(place)) return;
  const { frame } = place;
  const site = asked.model.lazy === true ? iterationOf(place.site) : place.site;
  frame.machine.recorder.record({
    file: frame.file,
    site,
    kind: found.kind,
    resource: found.resource,
    carries: sourcesIn(call.args),
    call: asked.model.name,
    explain: () => explain(frame, site, asked.need.resource.argument ?? 0),
    must: found.must,
  });
}
