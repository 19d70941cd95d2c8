/** What Vitest adds to `import.meta`, in the modules that speak of it and the files that are Vitest's. */
import { lazyChunk } from '../lazy-chunk.ts';
import type * as VitestChunk from '../vitest/vitest-chunk.ts';

export interface VitestMetaOptions {
  /** Of the module. */
  readonly code: string;
  /** Of the test file. */
  readonly entryCode: () => string;
  /** What tests in the source get; `undefined` where the module is not the test file itself. */
  readonly vitest: () => unknown;
}

export function addMetaOfVitest(meta: object, options: VitestMetaOptions): void {
  const { code, entryCode, vitest } = options;
  if (!/__importMeta\??\.(?:env|vitest)\b/.test(code)) return;
  const isOfVitest = /require\(["']vitest["']\)|__importMeta\.vitest\b/.test(entryCode());
  if (!isOfVitest) return;
  const chunk = lazyChunk<typeof VitestChunk>('vitest', './vitest/vitest-chunk.ts');
  Object.assign(meta, { env: chunk.importMetaEnv() });
  Object.defineProperty(meta, 'vitest', { get: vitest, configurable: true });
}
