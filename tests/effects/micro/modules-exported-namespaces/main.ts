import * as io from "./io.ts";
export * as lib from "./io.ts";
export { io };
export const api = { io };
export default { io };
