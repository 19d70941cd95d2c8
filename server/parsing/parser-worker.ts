/**
 * A worker thread that parses: started by `discovery/parse-queue.ts` when there is much to parse, so that neither a keystroke
 * nor an event of a run waits for the compiler. It answers each batch with JSON, which is what the cache keeps.
 */
import { enableCompileCache } from 'node:module';
import { parentPort } from 'node:worker_threads';
import { loadServerChunk } from '../config/lazy-chunk.ts';
import { keepCode } from '../../modules/kept-code.ts';
import { loadCompiler } from '../../modules/load-compiler.ts';
import type * as Parsing from './parsing-chunk.ts';
import type { FileCode } from './code-units.ts';
import type { Edition } from './edition.ts';
import type { ParsedModule } from './parse-module.ts';
import type { ParsedFile } from './parsed-file.ts';
import type { ParseAnswer, ParseBatch, SourceFile } from './parse-batch.ts';

enableCompileCache();
loadCompiler();
const { Parser, findCode, parseModule } = loadServerChunk<typeof Parsing>(
  'parsing',
  '../parsing/parsing-chunk.ts',
);

const parser = new Parser();
let idle: NodeJS.Timeout | undefined;

parentPort?.on('message', ({ files }: ParseBatch) => {
  const answers = files.map((file): ParseAnswer => {
    try {
      return { json: JSON.stringify(answerTo(file)) };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  });
  parentPort?.postMessage(answers);
  idle ??= setTimeout(keepCode, 2000).unref();
  idle.refresh();
});

function answerTo(file: SourceFile): Edition | ParsedFile | ParsedModule | FileCode | null {
  if (file.wants === 'code') return findCode(file.path, file.text) ?? null;
  if (file.wants === 'module') return parseModule(file.path, file.text);
  return file.isOpen === true ? parser.edit(file) : parser.parse(file);
}
