/** What `ztest` resolves to when something other than a test host imports it: an error that says what to do. */
function explain(): never {
  const error = new Error(
    'ZT1309 `ztest` gives its functions to test files that it runs itself; this module was loaded by something else.\n' +
      'Run the file with the command: npx ztest path/to/file.test.ts',
  );
  throw Object.assign(error, { code: 'ZT1309' });
}

explain();
