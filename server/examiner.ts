/**
 * A process that looks at modules for the language server, one after the other as they come. It ends with the server.
 */
import { enableCompileCache } from "node:module";
import { constants, setPriority } from "node:os";
import { inspect } from "node:util";
import type { ExaminerReply, ExaminerTask } from "./lsp/examiner-process.ts";

enableCompileCache();
setPriority(constants.priority.PRIORITY_BELOW_NORMAL); // Whoever types goes first.
const { ModuleExaminer } = await import("./lsp/module-examiner.ts");
const { findPages } = await import("./pages.ts");
const examiner = new ModuleExaminer(findPages());
process.on("disconnect", () => process.exit());
process.on("message", (task: ExaminerTask) => void answer(task));

async function answer(task: ExaminerTask): Promise<void> {
  const { error, ...found } = await examiner.examine(task);
  const reply: ExaminerReply = { ...found, error: error === undefined ? undefined : inspect(error) };
  process.send?.(reply);
}
