/**
 * Methods and streams of host objects that need no grant of their own, with what they take: of what host functions give, and of `console`.
 *
 * For people who read code; at run time the streams and ports behind these methods take by themselves.
 */
import type { Take } from "./capability.ts";

/** The methods of what one function gives, or of one global. */
export interface ResultMethods {
  /** The type of what it gives, as authors see it, or the name of the global. */
  readonly type: string;
  /** By the way to the method or the stream, "port.send", with what it takes from. */
  readonly methods: Readonly<Record<string, readonly Take[]>>;
}

const DOWNLOAD: readonly Take[] = [{ limit: "http/download", per: "byte" }];
const UPLOAD: readonly Take[] = [{ limit: "http/upload", per: "byte" }];
const OUTPUT: readonly Take[] = [{ limit: "console/output", per: "byte" }];
const MESSAGE: readonly Take[] = [{ limit: "message/bytes", per: "byte" }];

/** By the module and the name of the function: "global fetch"; of a global object: "object console". */
export const RESULT_METHODS: Readonly<Partial<Record<string, ResultMethods>>> = {
  "global fetch": {
    type: "Response",
    methods: {
      json: DOWNLOAD,
      text: DOWNLOAD,
      bytes: DOWNLOAD,
      arrayBuffer: DOWNLOAD,
      blob: DOWNLOAD,
      formData: DOWNLOAD,
      body: DOWNLOAD,
    },
  },
  "object console": {
    type: "console",
    methods: { log: OUTPUT, info: OUTPUT, debug: OUTPUT, warn: OUTPUT, error: OUTPUT },
  },
  "global WebSocket": { type: "WebSocket", methods: { send: UPLOAD, close: [] } },
  "ambit:http serve": { type: "Server", methods: { close: [] } },
  "ambit:modules spawn": {
    type: "Child",
    methods: { call: [], finish: [], cancel: [], "port.send": MESSAGE, "port.close": [] },
  },
  "ambit:modules parent": { type: "Port", methods: { send: MESSAGE, close: [] } },
};
