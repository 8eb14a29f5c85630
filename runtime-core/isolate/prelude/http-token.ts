/** The form of methods, names of headers and protocols of a WebSocket. */

/** Whether a text is a token: RFC 9110 §5.6.2. */
export function isHttpToken(text: string): boolean {
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(text);
}
