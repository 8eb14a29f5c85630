import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  permissions: {
    http: {
      read: ["https://api.example/items", "https://api.example/items/*"],
      write: ["https://api.example/items", "https://api.example/items/*"],
      delete: ["https://api.example/items/*"],
    },
  },
});

class Items {
  readonly #base: string;

  constructor(base: string) {
    this.#base = base;
  }

  async list(): Promise<unknown> {
    return await (await fetch(this.#base)).json();
  }

  async get(id: string): Promise<unknown> {
    return await (await fetch(`${this.#base}/${encodeURIComponent(id)}`)).json();
  }

  async add(item: object): Promise<void> {
    await fetch(this.#base, { method: "POST", body: JSON.stringify(item) });
  }

  async replace(id: string, item: object): Promise<void> {
    await fetch(`${this.#base}/${encodeURIComponent(id)}`, { method: "PUT", body: JSON.stringify(item) });
  }

  async remove(id: string): Promise<void> {
    await fetch(`${this.#base}/${encodeURIComponent(id)}`, { method: "DELETE" });
  }
}

const items = new Items("https://api.example/items");

export default async function main({ id, name }: { id: string; name: string }) {
  await items.add({ id, name });
  await items.replace(id, { name: name.toUpperCase() });
  const found = await items.get(id);
  await items.remove(id);
  return { found, all: await items.list() };
}
