/** `DOMException`: Web IDL §2.8.1. */

/** Constants of the numbers that some errors have besides their names; the first is 1. */
const CONSTANTS = (
  "INDEX_SIZE DOMSTRING_SIZE HIERARCHY_REQUEST WRONG_DOCUMENT INVALID_CHARACTER NO_DATA_ALLOWED NO_MODIFICATION_ALLOWED " +
  "NOT_FOUND NOT_SUPPORTED INUSE_ATTRIBUTE INVALID_STATE SYNTAX INVALID_MODIFICATION NAMESPACE INVALID_ACCESS VALIDATION " +
  "TYPE_MISMATCH SECURITY NETWORK ABORT URL_MISMATCH QUOTA_EXCEEDED TIMEOUT INVALID_NODE_TYPE DATA_CLONE"
).split(" ");
/** They have a number and are no names of errors. */
const NAMELESS: readonly string[] = ["DOMSTRING_SIZE", "NO_DATA_ALLOWED", "VALIDATION"];
const NAMES: readonly string[] = CONSTANTS.map((constant) => (NAMELESS.includes(constant) ? "" : errorName(constant)));

/** What the web platform throws: an error known by its name. */
export class DOMException extends Error {
  constructor(message: unknown = "", given: unknown = "Error") {
    const { name = "Error", ...options } =
      typeof given === "object" && given !== null ? (given as Given) : { name: given };
    super(String(message), options);
    define(this, "name", String(name));
  }

  get code(): number {
    return NAMES.indexOf(this.name) + 1;
  }
}

interface Given {
  readonly name?: unknown;
  readonly cause?: unknown;
}

CONSTANTS.forEach((constant, i) => {
  for (const place of [DOMException, DOMException.prototype]) define(place, `${constant}_ERR`, i + 1);
});

function errorName(constant: string): string {
  const words = constant.toLowerCase().replace("inuse", "in_use").split("_");
  return `${words.map((word) => (word === "url" ? "URL" : word[0]?.toUpperCase() + word.slice(1))).join("")}Error`;
}

function define(place: object, name: string, value: unknown): void {
  const enumerable = typeof value === "number";
  Object.defineProperty(place, name, { value, enumerable, configurable: !enumerable, writable: !enumerable });
}
