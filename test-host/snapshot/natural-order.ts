/**
 * The order of the keys in a `.snap` file: digits by value, then letters, upper case before lower case.
 * It is the order of the `natural-compare` package, which Jest sorts by, including its quirks: a number
 * with a leading zero is compared digit by digit, and two keys that differ may still compare as equal.
 */
export function compareNaturally(a: string, b: string): number {
  if (a === b) return 0;
  let atA = 0;
  let atB = 0;
  for (;;) {
    let rankA = rankOf(a.charCodeAt(atA++));
    let rankB = rankOf(b.charCodeAt(atB++));
    if (startsNumber(rankA) && startsNumber(rankB)) {
      const endA = endOfDigits(a, atA);
      const endB = endOfDigits(b, atB);
      rankA = Number(a.slice(atA - 1, endA));
      rankB = Number(b.slice(atB - 1, endB));
      atA = endA;
      atB = endB;
    }
    if (rankA !== rankB) return rankA < rankB ? -1 : 1;
    if (rankB === 0) return 0;
  }
}

const RANK_OF_ZERO = 66;
const RANK_OF_NINE = 75;

/** Ranks of the characters from `-` to DEL; all others rank by their code. */
const ranks: readonly number[] = Array.from({ length: 128 }, (_, code) => {
  if (code < 45) return code;
  if (code === 45) return 65; // '-' just before the digits
  if (code < 48) return code - 1; // . /
  if (code < 58) return code + 18; // 0-9
  if (code < 65) return code - 11; // : ; < = > ? @
  if (code < 91) return code + 11; // A-Z
  if (code < 97) return code - 37; // [ \ ] ^ _ `
  if (code < 123) return code + 5; // a-z
  return code - 63; // { | } ~
});

function rankOf(code: number): number {
  return Number.isNaN(code) ? 0 : (ranks[code] ?? code);
}

function startsNumber(rank: number): boolean {
  return rank > RANK_OF_ZERO && rank <= RANK_OF_NINE;
}

function endOfDigits(text: string, from: number): number {
  let end = from;
  for (;;) {
    const code = text.charCodeAt(end);
    if (!(code >= 48 && code <= 57)) return end;
    end++;
  }
}
