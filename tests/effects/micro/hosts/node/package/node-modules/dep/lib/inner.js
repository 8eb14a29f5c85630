exports.pass = (call, ...args) => call.apply(null, args);
