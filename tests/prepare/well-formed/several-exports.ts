import { defineManifest } from "ambit:module";
import { readText, writeText } from "ambit:fs";

export const manifest = defineManifest({ permissions: { fs: { read: ["./todo.json"], write: ["./todo.json"] } } });

interface Todo {
  readonly text: string;
  readonly done: boolean;
}

async function load(): Promise<Todo[]> {
  return JSON.parse(await readText("./todo.json")) as Todo[];
}

export async function add(text: string) {
  await writeText("./todo.json", JSON.stringify([...(await load()), { text, done: false }]));
}

export async function finish(index: number) {
  const todos = (await load()).map((todo, i) => (i === index ? { ...todo, done: true } : todo));
  await writeText("./todo.json", JSON.stringify(todos));
}

export default async function main() {
  return await load();
}
