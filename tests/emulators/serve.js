// node serve.js dynalite|kinesalite [port]: serves on a loopback port (a free one where none is given), prints the port, and
// ends with its standard input, so that it never outlives the tests that started it.
const name = process.argv[2];
const options = {
  dynalite: { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 },
  kinesalite: { createStreamMs: 0, deleteStreamMs: 0, updateStreamMs: 0, shardLimit: 100 },
};
if (!(name in options)) {
  console.error(`Known emulators: ${Object.keys(options).join(', ')}; asked for: ${name}`);
  process.exit(1);
}
const server = require(name)(options[name]);
// Both throw the error of a request whose client went away, which would end the process for everyone. This listener runs
// after theirs, in the same turn, and has such a request end alone.
server.on('request', (request) => {
  request.removeAllListeners('error');
  request.on('error', (error) => console.error(`${name}: ${request.method} ${request.headers['x-amz-target']} was abandoned: ${error.message}`));
});
server.listen(Number(process.argv[3] ?? 0), '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
