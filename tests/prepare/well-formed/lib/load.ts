import { readText } from "ambit:fs";
import { API } from "./constants.ts";

export async function load(id: string): Promise<object> {
  const defaults = JSON.parse(await readText("./lib/defaults.json")) as object;
  const reply = await fetch(`${API}/settings/${encodeURIComponent(id)}`);
  const everyone = await fetch(`${API}/settings`);
  return { ...defaults, ...((await everyone.json()) as object), ...((await reply.json()) as object) };
}
