/** Writes every text that the extension says through `vscode.l10n.t` into `l10n/bundle.l10n.json`: what translators start from. */
import fs from 'node:fs';

const CALL = /\bl10n\.t\(\s*(?:'(?<single>(?:[^'\\]|\\.)*)'|"(?<double>(?:[^"\\]|\\.)*)")?/g;

const texts = fs.globSync('client/vscode/**/*.ts').flatMap((file) =>
  [...fs.readFileSync(file, 'utf8').matchAll(CALL)].map(({ groups }) => {
    const text = groups?.['single'] ?? groups?.['double'];
    if (text === undefined) throw new Error(`${file}: l10n.t() is called with no plain string.`);
    return text.replaceAll(/\\(.)/g, '$1');
  }),
);
const bundle = Object.fromEntries([...new Set(texts)].toSorted().map((text) => [text, text]));
fs.writeFileSync(
  process.argv[2] ?? 'l10n/bundle.l10n.json',
  `${JSON.stringify(bundle, undefined, 2)}\n`,
);
