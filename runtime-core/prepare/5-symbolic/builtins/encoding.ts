/** Functions that encode and decode texts: `encodeURIComponent`, `decodeURI`, `atob`. */
import { argument } from "../closures.ts";
import type { Native } from "../machine.ts";
import { textsOf } from "../texts.ts";
import { ANY_CHARS, PERCENT } from "../values/chars.ts";
import { type Hole, hole, isHole, literalOf, mapText, type Text } from "../values/text.ts";
import { joinValues, NEVER, stringValue, textValue, type Value } from "../values/value.ts";

export function mapped(change: (literal: string) => string, ofHole: (part: Hole) => Hole): Native {
  return (call) =>
    joinValues(
      ...textsOf(call.frame, argument(call.args, 0), call.site).map((text): Value => {
        try {
          return textValue(mapText(text, { literal: change, hole: ofHole }));
        } catch {
          return NEVER; // The real function throws for such a text.
        }
      }),
    );
}

export const unnamed = (part: Hole): Hole => ({ ...part, symbol: undefined });

export function decoded(change: (text: string) => string): Native {
  return (call) =>
    joinValues(
      ...textsOf(call.frame, argument(call.args, 0), call.site).map((text): Value => {
        const literal = literalOf(text);
        if (literal === undefined)
          return textValue([{ ...unnamed(text.find(isHole) ?? hole("callee")), chars: 65535, dotless: false }]);
        try {
          return stringValue(change(literal));
        } catch {
          return NEVER; // The real function throws for such a text.
        }
      }),
    );
}

/** Text around what is not known stays as it is when no escape can begin in one and end in the other. */
export function percentDecoded(change: (text: string) => string): Native {
  const whole = decoded(change);
  return (call) => {
    const texts = textsOf(call.frame, argument(call.args, 0), call.site);
    if (!texts.every(isApart)) return whole(call);
    return joinValues(...texts.map((text) => textValue(mapText(text, { literal: (part) => part, hole: decodedHole }))));
  };
}

function isApart(text: Text): boolean {
  return text.every((part, i) => {
    if (isHole(part)) return true;
    const before = text[i - 1];
    return !part.includes("%") && !(isHole(before) && (before.chars & PERCENT) !== 0 && /^[0-9a-f]/i.test(part));
  });
}

function decodedHole(part: Hole): Hole {
  return (part.chars & PERCENT) === 0 ? part : { ...unnamed(part), chars: ANY_CHARS, dotless: false, lone: undefined };
}
