'use strict';
// Loaded ahead of the program by each Node that a test starts while code is counted: old syntax only, any Node may come by.
var own = '--require="' + __filename.replace(/["\\]/g, '\\$&') + '"';
var ticket = process.env.ZTEST_CHILD;
var options = process.env.NODE_OPTIONS;
if (ticket) {
  delete process.env.ZTEST_CHILD;
  if (options === own) delete process.env.NODE_OPTIONS;
  else if (options) process.env.NODE_OPTIONS = options.replace(own + ' ', '');
}
// Where hooks leave CommonJS that is imported as it is: https://github.com/nodejs/node/pull/60380
var version = process.versions.node.split('.');
var major = Number(version[0]);
var minor = Number(version[1]);
if (major > 24 || (major === 24 && minor >= 11) || (major === 22 && minor >= 23)) {
  var thread = ticket ? undefined : require('worker_threads').getEnvironmentData('ztest child');
  if (ticket) require('../dist/child.cjs').countProcess(ticket, __filename);
  else if (thread) require('../dist/child.cjs').countThread(thread, __filename);
}
delete require.cache[__filename];
delete require.cache[require('path').join(__dirname, '..', 'dist', 'child.cjs')];
