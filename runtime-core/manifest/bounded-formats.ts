/**
 * Formats of texts in time that grows with the text: on the patterns that the validator has for URLs, V8's matcher goes back and
 * forth, for "url" so often that 40 letters take years.
 */

/** Whether a text has a format. */
type Format = (text: string) => boolean;

/** Up to so many characters going back and forth takes no time. */
const SHORT = 500;
/** RFC 3986 §2: what stands in no URL. */
const NOT_IN_URLS = /[\0-\x20"<>\\^`{|}\x7f]/;
/** RFC 6570 §2, as far as it can be told without going back. */
const LONG_TEMPLATE = /^(?:[^\0-\x20"<>%\\^`{|}\x7f]|%[0-9a-f]{2}|\{[^{}]+\})*$/i;

/** Those that stand in the place of the validator's own. */
export function boundedFormats({ uri, "uri-reference": reference, "uri-template": template }: Formats): Formats {
  return {
    // No format of JSON Schema: what browsers take for an address.
    url: (text) => /^(?:https?|ftp):\/\//i.test(text) && isUrl(text),
    uri: shortOr(uri, isUrl),
    "uri-reference": shortOr(reference, (text) => isUrl(text, "http://a.example")),
    "uri-template": shortOr(template, (text) => LONG_TEMPLATE.test(text)),
  };
}

type Formats = Readonly<Record<string, Format>>;

function shortOr(short: Format | undefined, long: Format): Format {
  return (text) => (text.length <= SHORT && short !== undefined ? short(text) : long(text));
}

function isUrl(text: string, base?: string): boolean {
  return !NOT_IN_URLS.test(text) && URL.canParse(text, base);
}
