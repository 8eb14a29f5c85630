import { defineManifest } from "ambit:module";

export const manifest = defineManifest({
  description: "Says what to wear; touches nothing",
  parameters: { celsius: { type: "number" } },
  limits: { "execution/cpu-time": "50ms" },
});

export interface Advice {
  readonly text: string;
}

export default function main({ celsius }: { celsius: number }): Advice {
  if (celsius < 5) return { text: "Take a coat" };
  return { text: celsius < 18 ? "Take a jumper" : "A shirt will do" };
}
