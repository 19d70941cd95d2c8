/**
 * Warnings that Node prints. Those of its own experimental features are left out: a loader uses some, which is no news for
 * who tests. The others go to the error stream, also while a test has replaced the methods of `console`, which Node prints with.
 */

/** How Node itself says it; others that use the same name have their own words. */
const OF_NODE = /\bis an experimental feature and might change at any time$/;

export function takeOverWarnings(): void {
  const [print] = process.listeners('warning');
  if (print === undefined) return; // --no-warnings
  const { error, warn } = console;
  process.off('warning', print);
  process.on('warning', (warning: Error) => {
    if (warning.name === 'ExperimentalWarning' && OF_NODE.test(warning.message)) return;
    const ofTest = { error: console.error, warn: console.warn };
    Object.assign(console, { error, warn });
    try {
      Reflect.apply(print, process, [warning]);
    } finally {
      Object.assign(console, ofTest);
    }
  });
}
