export { chmodSync } from "fs"; //! fs.write unknown:parameter certainty=any || none
export const read = (name) => name;
