/** Names and the addresses behind them: resolved for each connection, so that what was allowed is what is connected. */
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { HttpFailure } from "./powers.ts";

/** Where a name leads. */
export interface Address {
  readonly address: string;
  readonly family: number;
}

/**
 * The addresses of a host that may be connected; none for an address, which stands for itself.
 *
 * @throws {HttpFailure} When none may.
 */
export async function addressesOf(
  hostname: string,
  addressAllowed: (address: string) => boolean,
): Promise<readonly Address[]> {
  if (isIP(hostname.replace(/^\[|\]$/g, "")) !== 0) return [];
  const found = await lookup(hostname, { all: true });
  const allowed = found.filter(({ address }) => addressAllowed(address));
  if (allowed.length > 0) return allowed;
  const all = found.map(({ address }) => address).join(", ");
  throw new HttpFailure(`"${hostname}" resolves to ${all}, a private address that no grant names`);
}

/** A look-up that knows these addresses and no others. */
export function pinned(addresses: readonly Address[]): LookupFunction {
  return (_hostname, options, callback) => {
    const [first] = addresses;
    if (options.all === true) (callback as unknown as (error: null, all: readonly Address[]) => void)(null, addresses);
    else callback(null, first?.address ?? "", first?.family ?? 0);
  };
}

/** What a connection failed with, in words for a module; undefined for what is no failure of a connection. */
export function connectionFailure(error: unknown, url: URL | undefined): HttpFailure | undefined {
  const at = url === undefined ? "the server" : url.host;
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return new HttpFailure(`the name "${url?.hostname}" does not resolve`);
    case "ECONNREFUSED":
      return new HttpFailure(`${at} refuses the connection`);
    case "ECONNRESET":
    case "UND_ERR_SOCKET":
      return new HttpFailure(`${at} closed the connection`);
    case "ETIMEDOUT":
    case "UND_ERR_CONNECT_TIMEOUT":
      return new HttpFailure(`${at} does not answer`);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new HttpFailure(`${at} cannot be reached`);
    default:
      // That of several attempts says nothing.
      return code === undefined ? undefined : new HttpFailure(`${at}: ${(error as Error).message || code}`);
  }
}
