export const manifest = { description: "Never comes back", limits: { "execution/cpu-time": "200ms" } };

export function onOrder(): string {
  for (;;);
}
