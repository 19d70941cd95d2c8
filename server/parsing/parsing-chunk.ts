/** Entry of the bundle `parsing`: everything that needs the compiler; loaded when a file has changed. */
export { readStaticConfig } from './static-config.ts';
export { findCode } from './code-units.ts';
export { parseFile, parseForBoth } from './parse-file.ts';
export { parseModule } from './parse-module.ts';
export { Parser } from './parser.ts';
