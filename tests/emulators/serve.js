// node serve.js dynalite|kinesalite: serves on a free loopback port, prints the port, and ends with its standard input,
// so that it never outlives the tests that started it.
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
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.on('end', () => process.exit(0)).resume();
