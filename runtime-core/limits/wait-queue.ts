/**
 * A queue that its members can leave from anywhere.
 *
 * A linked list, not a `Set`: the first entry of a set from which many were deleted is found past all their holes, which
 * made draining a long queue quadratic. Everything here takes constant time.
 */

/** Where a member stands. Its own from `join` until `leave`. */
export interface Place<Member> {
  readonly member: Member;
  before: Place<Member> | undefined;
  after: Place<Member> | undefined;
}

/** Members in order of arrival. */
export class WaitQueue<Member> {
  #first: Place<Member> | undefined;
  #last: Place<Member> | undefined;
  #size = 0;

  /** How many stand here. */
  get size(): number {
    return this.#size;
  }

  /** Who is next; undefined when nobody waits. */
  get head(): Member | undefined {
    return this.#first?.member;
  }

  /** Joins at the end. */
  join(member: Member): Place<Member> {
    const place: Place<Member> = { member, before: this.#last, after: undefined };
    if (this.#last === undefined) this.#first = place;
    else this.#last.after = place;
    this.#last = place;
    this.#size++;
    return place;
  }

  /** Gives a place of this queue up, once. */
  leave(place: Place<Member>): void {
    const { before, after } = place;
    if (before === undefined) this.#first = after;
    else before.after = after;
    if (after === undefined) this.#last = before;
    else after.before = before;
    this.#size--;
  }
}
