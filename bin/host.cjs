'use strict';
// The entry of a test host: the bundle behind it is compiled once and kept by V8.
require('node:module').enableCompileCache();
require('../dist/host.cjs');
