import { defineManifest } from "ambit:module";
import { writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { write: ["./log/*.txt"] }, http: { write: ["https://stats.example/v1/events"] } },
});

const pending = new Set<Promise<void>>();

async function append(name: string, text: string): Promise<void> {
  await writeText(`./log/${name}.txt`, text, { mode: "append" });
}

function later(work: Promise<void>): void {
  pending.add(work);
  work.catch((error: unknown) => console.error("lost", error)).finally(() => pending.delete(work));
}

export async function main({ events }: { events: { name: string; text: string }[] }) {
  events.forEach(({ name, text }) => later(append(name, text)));
  void fetch("https://stats.example/v1/events", { method: "POST", body: JSON.stringify(events) });
  append("all", String(events.length)).catch(() => {});
  const last = append("last", "done");
  await Promise.all([...pending, last]);
  for (const { name } of events) await append(name, "\n");
}
