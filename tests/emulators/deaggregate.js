// node deaggregate.js: reads Kinesis records as JSON lines {"partitionKey","sequenceNumber","data" (base64)} from standard
// input and writes their user records as JSON lines {"record","subSequenceNumber","partitionKey","explicitHashKey","data"}:
// record is the line they came from, subSequenceNumber is absent for a record that is no aggregate.
const { deaggregateSync } = require('aws-kinesis-agg');
const lines = require('readline').createInterface({ input: process.stdin });
let record = 0;
lines.on('line', (line) => {
  deaggregateSync(JSON.parse(line), true, (error, users) => {
    if (error) {
      console.error(`Record ${record}: ${error.message}`);
      process.exit(1);
    }
    for (const user of users) {
      console.log(JSON.stringify({
        record,
        subSequenceNumber: user.subSequenceNumber,
        partitionKey: user.partitionKey,
        explicitHashKey: user.explicitPartitionKey,
        data: user.data,
      }));
    }
  });
  record += 1;
});
