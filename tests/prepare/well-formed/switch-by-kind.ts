import { defineManifest } from "ambit:module";
import { readText, remove, writeText } from "ambit:fs";

export const manifest = defineManifest({
  permissions: { fs: { read: ["./note.txt"], write: ["./note.txt"], delete: ["./note.txt"] } },
});

type Command = { kind: "show" } | { kind: "set"; text: string } | { kind: "clear" };

export default async function main({ command }: { command: Command }) {
  switch (command.kind) {
    case "show":
      return await readText("./note.txt");
    case "set":
      return await writeText("./note.txt", command.text);
    case "clear":
      return await remove("./note.txt");
    default:
      return command satisfies never;
  }
}
