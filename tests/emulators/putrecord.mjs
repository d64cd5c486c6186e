// node putrecord.mjs ENDPOINT STREAM: puts records with the AWS SDK for JavaScript as it comes and prints
// {"protocol","failed","stored"} as JSON: protocol is h2, which its Kinesis client speaks with prior knowledge.
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';

const [endpoint, stream] = process.argv.slice(2);
const client = new KinesisClient({ endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' }, maxAttempts: 1 });
const response = await client.send(new PutRecordsCommand({
  StreamName: stream,
  Records: Array.from({ length: 20 }, (_, i) => ({ PartitionKey: `dev-${i}`, Data: Buffer.from(`{"n":${i}}\n`) })),
}));
const stored = response.Records.filter((record) => record.SequenceNumber).length;
console.log(JSON.stringify({ protocol: client.config.requestHandler.metadata.handlerProtocol, failed: response.FailedRecordCount, stored }));
client.destroy();
