/**
 * A command that was asked for something that cannot be done: one line for the person who typed it, exit code 2.
 */

/** The message is a whole line without "ambit:" in front; no stack is ever shown. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "UsageError";
  }
}
