// How a text travels: GSM-7 when every character is in its table, else UCS-2; long ones in segments (3GPP TS 23.038, 23.040).

const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("\f^{}\\[~]|€"); // each costs two: an escape, then the character

const LIMITS = { "GSM-7": { alone: 160, each: 153 }, "UCS-2": { alone: 70, each: 67 } };

export function measure(text) {
  const characters = Array.from(text);
  const isGsm = characters.every((character) => BASIC.has(character) || EXTENDED.has(character));
  const encoding = isGsm ? "GSM-7" : "UCS-2";
  const costs = characters.map((character) => (isGsm ? (EXTENDED.has(character) ? 2 : 1) : character.length));
  return { characters: characters.length, encoding, segments: countSegments(costs, LIMITS[encoding]) };
}

// A character of two units is never cut in half: it moves to the next segment whole.
function countSegments(costs, { alone, each }) {
  if (costs.reduce((sum, cost) => sum + cost, 0) <= alone) return 1;
  let segments = 1;
  let used = 0;
  for (const cost of costs) {
    if (used + cost > each) {
      segments += 1;
      used = 0;
    }
    used += cost;
  }
  return segments;
}
