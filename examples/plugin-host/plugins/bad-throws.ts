export const manifest = { description: "Fails at every order" };

export function onOrder(): string {
  throw new RangeError("this order is too difficult");
}
