'use strict';
// The entry of a test host.
require('node:module').enableCompileCache();
require('../dist/kept-code.cjs').loadKept(
  require('path').join(__dirname, '..', 'dist', 'host.cjs'),
);
