/** The effect of every capability; neither may be without the other. */
import type { CapabilityName } from "../../capabilities/table.ts";
import type { Effect } from "../effect.ts";
import { lendTimers, write } from "./console.ts";
import { envGet, envHas, envToObject } from "./env.ts";
import {
  copy,
  createDir,
  exists,
  list,
  readBytes,
  readStream,
  readText,
  remove,
  rename,
  stat,
  writeBytes,
  writeStream,
  writeText,
} from "./fs.ts";
import { fetch } from "./http.ts";
import { spawn } from "./modules.ts";
import { useSecret } from "./secrets.ts";
import { serve } from "./serve.ts";
import { connect } from "./web-socket.ts";
import { watch } from "./watch.ts";

export const EFFECTS: { readonly [Name in CapabilityName]: Effect } = {
  "fs/read-text": readText,
  "fs/read-bytes": readBytes,
  "fs/read-stream": readStream,
  "fs/stat": stat,
  "fs/exists": exists,
  "fs/list": list,
  "fs/watch": watch,
  "fs/write-text": writeText,
  "fs/write-bytes": writeBytes,
  "fs/write-stream": writeStream,
  "fs/create-dir": createDir,
  "fs/remove": remove,
  "fs/rename": rename,
  "fs/copy": copy,
  "http/fetch": fetch,
  "http/serve": serve,
  "websocket/connect": connect,
  "env/get": envGet,
  "env/has": envHas,
  "env/to-object": envToObject,
  "secrets/use": useSecret,
  "modules/spawn": spawn,
  "console/write": write,
  "timers/set": lendTimers,
};
