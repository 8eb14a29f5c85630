let count = 0;
export function increase() {
  count++;
}
export function current() {
  return count;
}
export async function load(name: string) {
  const io = await import("./io.ts");
  return io.load(name);
}
export const whole = () => import("./io.ts");
