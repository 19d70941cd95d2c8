'use strict';
// Loaded by a project's own Jest, as its reporter: tells ztest on descriptor 3 what becomes of each test file.
const fs = require('fs');

function tell(message) {
  let rest = Buffer.from(JSON.stringify(message) + '\n');
  while (rest.length > 0) {
    try {
      rest = rest.subarray(fs.writeSync(3, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') return; // nobody listens any more
    }
  }
}

function testOf(test) {
  return {
    titles: [...(test.ancestorTitles || []), test.title],
    status: test.status,
    duration: test.duration || 0,
    failures: test.failureMessages || [],
    retries: test.retryReasons || [],
    location: test.location || undefined,
  };
}

function errorOf({ testExecError, failureMessage, testResults }) {
  if (testExecError) return testExecError.stack || testExecError.message || String(testExecError);
  return failureMessage && testResults.length === 0 ? failureMessage : undefined;
}

function projectOf({ context }) {
  const name = context && context.config && context.config.displayName;
  return (name && name.name) || name || undefined;
}

module.exports = class {
  onTestStart(test) {
    tell({ type: 'started', file: test.path, project: projectOf(test) });
  }
  onTestCaseResult() {
    tell({ type: 'alive' });
  }
  onTestResult(test, found) {
    const { start, end } = found.perfStats || {};
    const result = {
      tests: (found.testResults || []).map(testOf),
      error: errorOf(found),
      console: (found.console || []).map(({ type, message }) => ({ type, message })),
      snapshot: found.snapshot || {},
      duration: end > start ? end - start : 0,
    };
    tell({ type: 'result', file: test.path, project: projectOf(test), result });
  }
  onRunComplete() {
    tell({ type: 'done' });
  }
};
