#!/usr/bin/env node
// Written in the JavaScript of any Node, however old, so that each one can read why it is too old.
'use strict';

var fs = require('fs');
var path = require('path');

var root = path.join(fs.realpathSync(__dirname), '..');
// A checkout runs its sources, whose types Node strips; a package runs what was built of them.
var isCheckout = fs.existsSync(path.join(root, 'server.ts'));
var isNewEnough = isCheckout ? process.features.typescript : parseInt(process.versions.node, 10) >= 22;

if (isNewEnough) {
  require('./start.cjs')(path.join(root, isCheckout ? 'server.ts' : 'dist/server.js'));
} else {
  process.stderr.write(
    'espalier: Node ' +
      process.versions.node +
      ' is too old; it takes ' +
      (isCheckout ? '22.18' : '22') +
      ' or later.\n',
  );
  process.exitCode = 1;
}
