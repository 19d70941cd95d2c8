'use strict';
// Loaded by a project's own Jest, as its filter of test files: lets through those that ztest leaves to it.
const fs = require('fs');

module.exports = (files) => {
  const { wanted, isWrapped } = JSON.parse(fs.readFileSync(process.env.ZTEST_JEST_FILES, 'utf8'));
  const known = new Set(wanted);
  const filtered = files.filter((file) => known.has(file.split('\\').join('/')));
  return { filtered: isWrapped ? filtered.map((test) => ({ test })) : filtered };
};
