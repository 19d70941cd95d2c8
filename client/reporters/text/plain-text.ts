/** Makes text that comes from user code safe to put into a report. */
/* oxlint-disable no-control-regex -- control characters are the subject of this file */

const controlSequence =
  /\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[PX^_][^\x1b]*(?:\x1b\\)?|[ -~])|\x9b[0-?]*[ -/]*[@-~]/g;
const unsafeInLine = /[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;
const unsafeInBlock = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** One line without control characters: a line break shows as `\n`, whatever else cannot be seen as `\x07`. */
export function oneLine(text: string): string {
  if (!unsafeInLine.test(text)) return text;
  return stripSequences(text).replace(new RegExp(unsafeInLine, 'g'), escapeCharacter);
}

/** Lines without control sequences; only line breaks and tabs are left of the control characters. */
export function plainLines(text: string): string[] {
  const unified = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  if (!unsafeInBlock.test(unified)) return unified.split('\n');
  return stripSequences(unified)
    .replace(new RegExp(unsafeInBlock, 'g'), escapeCharacter)
    .split('\n');
}

/** Output of user code for a terminal: its colours stay when the terminal has them, what moves the cursor goes. */
export function terminalOutput(text: string, hasColor: boolean): string {
  if (!/[\x00-\x08\x0b-\x1f\x7f\x9b]/.test(text)) return text;
  return text
    .replace(controlSequence, (found) => (hasColor && /^\x1b\[[0-9;:]*m$/.test(found) ? found : ''))
    .replace(/\r\n?/g, '\n')
    .replace(/[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g, '');
}

export function stripSequences(text: string): string {
  return /[\x1b\x9b]/.test(text) ? text.replace(controlSequence, '') : text;
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  if (character === '\t') return '\\t';
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`;
}
