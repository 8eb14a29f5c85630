export { a as b } from "./cycle.ts";
export { b as a } from "./cycle.ts";
