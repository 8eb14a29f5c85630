/**
 * `ambit:secrets`: what stands here for a value that only the host knows.
 *
 * An isolate never has the value. The host puts it into a request, and checks the grant again when it does.
 */
import { callSync } from "./wall.ts";

/** What the host is to write: the secret as it is, or as credentials for `Authorization` (RFC 6750 §2.1, RFC 7617 §2). */
export interface SecretText {
  readonly secret: string;
  readonly scheme?: "bearer" | "basic";
  readonly user?: string;
}

/** What the host is to write for a value; undefined when it is no secret. */
export let secretText: (value: unknown) => SecretText | undefined;

let newSecret: (text: SecretText) => Secret;

/** An opaque value. Whatever looks into it fails: it has a part that cannot be read, so that no copy of it comes out empty. */
export class Secret {
  readonly #text: SecretText;

  private constructor(text: SecretText) {
    this.#text = text;
    Object.defineProperty(this, "value", { enumerable: true, get: () => this.#refuse() });
    Object.freeze(this);
  }

  static {
    secretText = (value) => (typeof value === "object" && value !== null && #text in value ? value.#text : undefined);
    newSecret = (text) => new this(text);
  }

  toString(): string {
    return this.#refuse();
  }

  toJSON(): string {
    return this.#refuse();
  }

  [Symbol.toPrimitive](): string {
    return this.#refuse();
  }

  #refuse(): never {
    throw new TypeError(
      `The secret "${this.#text.secret}" cannot be read, compared or copied: give it as it is to a header or as the body of a request; bearer() and basic() make credentials of it`,
    );
  }
}

/** Checks the grant, and that there is such a secret. */
export function secret(name: unknown): Secret {
  const text = String(name);
  callSync("secrets/use", [text]);
  return newSecret({ secret: text });
}

/** The header value "Bearer …". */
export function bearer(token: unknown): Secret {
  return newSecret({ ...plainText(token, "bearer"), scheme: "bearer" });
}

/** The header value "Basic …" of a user and a password. */
export function basic(user: unknown, password: unknown): Secret {
  if (typeof user !== "string" || user.includes(":"))
    throw new TypeError("basic() takes a user as a text without a colon");
  return newSecret({ ...plainText(password, "basic"), scheme: "basic", user });
}

function plainText(value: unknown, call: string): SecretText {
  const text = secretText(value);
  if (text === undefined) throw new TypeError(`${call}() takes what secret() gives; other texts are joined as usual`);
  if (text.scheme !== undefined) throw new TypeError(`${call}() takes what secret() gives, not credentials`);
  return text;
}
