export * from "ambit:fs";
