/** The rules themselves: every session of these tests is held to them. */
import assert from "node:assert/strict";
import { describe, it } from "mocha";
import { ConversationRules } from "./conversation-rules.ts";

/** What the rules say of requests (">" with a command and a thread) and messages of the adapter. */
function faultsOf(
  conversation: readonly (readonly [sign: ">" | "<", name: string, body?: object])[],
): readonly string[] {
  const rules = new ConversationRules();
  let asked = 0;
  let told = 0;
  for (const [sign, name, body] of conversation) {
    if (sign === ">") {
      asked += 1;
      rules.sent({ seq: asked, type: "request", command: name, arguments: body });
      continue;
    }
    told += 1;
    const answer = name.startsWith("=");
    const fields = answer
      ? { type: "response", request_seq: asked, success: true, command: name.slice(1) }
      : { type: "event", event: name };
    rules.received({ seq: told, ...fields, ...(body === undefined ? {} : { body }) });
  }
  return rules.faults;
}

const BEGUN = [
  [">", "initialize"],
  ["<", "=initialize", { supportsCancelRequest: true }],
  ["<", "initialized"],
  ["<", "thread", { reason: "started", threadId: 1 }],
] as const;
const STOPPED = ["<", "stopped", { reason: "step", threadId: 1 }] as const;

describe("the rules of the protocol", () => {
  it("take a conversation that keeps to them", () => {
    const ended = [
      ["<", "continued", { threadId: 1, allThreadsContinued: false }],
      ["<", "thread", { reason: "exited", threadId: 1 }],
      ["<", "exited", { exitCode: 0 }],
      ["<", "terminated"],
      [">", "disconnect"],
      ["<", "=disconnect"],
    ] as const;
    assert.deepEqual(
      faultsOf([...BEGUN, STOPPED, [">", "next", { threadId: 1 }], STOPPED, ["<", "=next"], ...ended]),
      [],
    );
  });

  const WRONG: readonly (readonly [title: string, conversation: Parameters<typeof faultsOf>[0], fault: RegExp])[] = [
    ["a stop of a thread that stands", [...BEGUN, STOPPED, STOPPED], /thread 1 stops, which stands/],
    ["a stop of no thread", [...BEGUN, ["<", "stopped", { reason: "step", threadId: 2 }]], /which is not there/],
    ["an event after the end", [...BEGUN, ["<", "terminated"], STOPPED], /"stopped" after the end/],
    ["an event before the capabilities", [["<", "initialized"]], /before the capabilities/],
    [
      "an end before its answer",
      [...BEGUN, [">", "terminate"], ["<", "terminated"]],
      /before the answer to "terminate"/,
    ],
    [
      "a thread that goes while it stands",
      [...BEGUN, STOPPED, ["<", "thread", { reason: "exited", threadId: 1 }]],
      /thread 1 exits, which stands/,
    ],
    [
      "a thread that goes on and does not stand",
      [...BEGUN, ["<", "continued", { threadId: 1, allThreadsContinued: false }]],
      /thread 1 goes on, which does not stand/,
    ],
    ["an answer to nothing", [...BEGUN, ["<", "=threads", { threads: [] }]], /was not asked/],
    ["a field of another type", [...BEGUN, ["<", "exited", { exitCode: "0" }]], /exitCode is "0", not number/],
    ["a field that lacks", [...BEGUN, ["<", "stopped", { threadId: 1 }]], /StoppedEvent.body.reason is missing/],
    ["a field too much", [...BEGUN, ["<", "exited", { exitCode: 0, why: 1 }]], /body.why is not known/],
    ["an event that is none", [...BEGUN, ["<", "paused", {}]], /there is no PausedEvent/],
    [
      "a breakpoint that was not told",
      [...BEGUN, ["<", "breakpoint", { reason: "changed", breakpoint: { id: 3, verified: true } }]],
      /breakpoint 3 was never told/,
    ],
  ];
  for (const [title, conversation, fault] of WRONG) {
    it(`see ${title}`, () => assert.match(faultsOf(conversation).join("\n"), fault));
  }
});
