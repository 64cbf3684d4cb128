// The suite's subgraphs listen on all interfaces, but nothing outside this machine should reach them.
const { Server } = require('node:net');
const { listen } = Server.prototype;

Server.prototype.listen = function (options, ...rest) {
  if (typeof options === 'number' || typeof options === 'string') {
    return listen.call(
      this,
      { host: '127.0.0.1', port: Number(options) },
      ...rest.filter((each) => typeof each === 'function'),
    );
  }
  return listen.call(
    this,
    options && typeof options === 'object' ? { ...options, host: '127.0.0.1' } : options,
    ...rest,
  );
};
