#!/usr/bin/env node
'use strict';
// The command's entry: old syntax only, so that an old Node can still read why it is too old.
var versions = process.versions.node.split('.');
var major = Number(versions[0]);
if (major < 22 || (major === 22 && Number(versions[1]) < 15)) {
  var found = process.version + ' (' + process.execPath + ')';
  console.error('ZT1013 ztest needs Node.js 22.15 or newer; this is ' + found + '.');
  console.error('Install a newer one, or add it to the project: npm install -D node@24');
  process.exit(2);
}
require('node:module').enableCompileCache();
if (process.argv[2] === 'lsp') {
  require('../dist/server.cjs');
} else {
  var firstHost = require('../dist/first-host.cjs').startFirstHost(process.argv.slice(2));
  var bundle = require('path').join(__dirname, '..', 'dist', 'cli.cjs');
  require('../dist/kept-code.cjs').loadKept(bundle).main(firstHost);
}
