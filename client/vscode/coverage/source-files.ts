/** Documents that tests may run. */
export const SOURCE_FILES = ['typescript', 'typescriptreact', 'javascript', 'javascriptreact'].map(
  (language) => ({ scheme: 'file', language }),
);
