export const manifest = {
  description: "Writes without end",
  limits: { "console/output": "10kB/s", "execution/cpu-time": "300ms" },
};

export function onOrder(): string {
  for (;;) console.log("look at me ".repeat(100));
}
