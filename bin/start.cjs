// A file of its own, for an old Node cannot even read `import()`.
'use strict';

const { pathToFileURL } = require('node:url');

module.exports = (program) => {
  import(pathToFileURL(program).href).catch((error) => {
    const [, missing] = /^Cannot find package '([^']+)'/.exec(error.message) ?? [];
    if (error.code !== 'ERR_MODULE_NOT_FOUND' || !missing) throw error;
    process.stderr.write(`espalier: the package ${missing} is missing; run npm install ${missing}.\n`);
    process.exitCode = 1;
  });
};
