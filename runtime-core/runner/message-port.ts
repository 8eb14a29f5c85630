/** Two modules that send each other messages: a queue for each direction, and a port for each side. */
import { MessageQueue } from "./message-queue.ts";

/** One side. */
export class MessagePort {
  readonly outgoing: MessageQueue;
  readonly incoming: MessageQueue;

  private constructor(outgoing: MessageQueue, incoming: MessageQueue) {
    this.outgoing = outgoing;
    this.incoming = incoming;
  }

  /** Both sides of a new connection. */
  static pair(): readonly [MessagePort, MessagePort] {
    const [there, back] = [new MessageQueue(), new MessageQueue()];
    return [new MessagePort(there, back), new MessagePort(back, there)];
  }

  /** Ends the connection for both sides, as one of them has ended; what is on its way still arrives. */
  close(): void {
    this.outgoing.close();
    this.incoming.close();
  }
}
