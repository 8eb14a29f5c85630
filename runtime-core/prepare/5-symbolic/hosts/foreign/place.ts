/** Where something counts: what a program of the host does counts where the project called it. */
import { HOST_FOLDER } from "../../../1-parse/foreign-program.ts";
import type { ts } from "../../../1-parse/syntax.ts";
import type { Frame } from "../../frame.ts";

/** A frame of the project and the expression in it. */
export interface Place {
  readonly frame: Frame;
  readonly site: ts.Node;
}

/** The nearest place outside the programs of the host. */
export function placeOf({ frame, site }: Place): Place {
  let place: Place = { frame, site };
  while (place.frame.file.startsWith(HOST_FOLDER) && place.frame.caller !== undefined) place = place.frame.caller;
  return place;
}

/** Whether a place lies in a program of the host: nobody called it from the project. */
export function isHostPlace({ frame }: Place): boolean {
  return frame.file.startsWith(HOST_FOLDER);
}
