export const manifest = { description: "Breaks what it can reach, and then everything" };

export function onOrder(): string {
  Object.assign(Array.prototype, {
    push: () => 0,
    map: () => "mine",
    then: (resolve: (value: string) => void) => resolve("mine"),
  });
  Object.assign(JSON, { stringify: () => '"mine"', parse: () => "mine" });
  Promise.prototype.then = () => {
    throw new Error("mine");
  };
  return "poisoned";
}
