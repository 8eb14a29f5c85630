export const manifest = { description: "Keeps all it can", limits: { "memory/heap": "24MB" } };

const hoard: number[][] = [];

export function onOrder(): string {
  for (;;) hoard.push(Array.from({ length: 10_000 }, () => hoard.length));
}
