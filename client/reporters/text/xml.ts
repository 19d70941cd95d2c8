/** Text of user code as XML 1.0, which cannot hold every character even when it is escaped. */
import { stripSequences } from './plain-text.ts';

// oxlint-disable-next-line no-control-regex -- exactly the characters that XML 1.0 forbids
const forbidden = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** For element content: a CDATA section when that reads better, without what would end it. */
export function xmlText(text: string): string {
  const clean = cleanText(text);
  if (!/[<&]/.test(clean)) return clean.replaceAll('>', '&gt;');
  return `<![CDATA[${clean.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

/** For a value between double quotes; line breaks survive as references. */
export function xmlAttribute(text: string): string {
  return cleanText(text).replace(/[<>&"\n\r\t]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function cleanText(text: string): string {
  return stripSequences(text).toWellFormed().replace(forbidden, '');
}
