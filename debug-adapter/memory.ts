/** The bytes of buffers, for clients that show memory. */
import type { DebugProtocol } from "@vscode/debugprotocol";
import { DapError } from "./dap-errors.ts";
import type { Program } from "./program.ts";
import { callOn } from "./properties.ts";
import { thrownText } from "./variables.ts";

/** So many bytes are read at once; a client asks on. */
const MOST_BYTES = 2 ** 20;
/** A character for each byte. */
const READ = `function (start, end) {
  const bytes = this.buffer === undefined ? new Uint8Array(this) : new Uint8Array(this.buffer, this.byteOffset, this.byteLength);
  let text = "";
  for (let i = start; i < end && i < bytes.length; i++) text += String.fromCharCode(bytes[i]);
  return text;
}`;

/**
 * Answers the request "readMemory"; an address counts from the start of the value.
 *
 * @throws {DapError} `staleReference`, `cannotEvaluate`
 */
export async function readMemory(
  { memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments,
  { references, told }: Program,
): Promise<DebugProtocol.ReadMemoryResponse["body"]> {
  const container = references.container(Number(memoryReference));
  if (container.kind !== "object") throw new DapError("staleReference");
  const start = Math.max(0, offset);
  const end = start + Math.min(count, MOST_BYTES);
  // A secret may reach over the edges.
  const margin = told.longestSecretBytes;
  const from = Math.max(0, start - margin);
  const answer = await callOn(container.isolate, container.objectId, {
    declaration: READ,
    args: [{ value: from }, { value: end + margin }],
  });
  if (answer.exceptionDetails !== undefined) throw new DapError("cannotEvaluate", { message: thrownText(answer) });
  const read = Buffer.from(String(answer.result.value), "latin1");
  const bytes = told.bytes(read).subarray(start - from, end - from);
  const unreadable = end - start - bytes.length;
  return {
    address: `0x${start.toString(16)}`,
    data: bytes.toString("base64"),
    ...(unreadable > 0 ? { unreadableBytes: unreadable } : {}),
  };
}
