import { createHash } from 'node:crypto';
import { BatchWriteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient, PutRecordsCommand } from '@aws-sdk/client-kinesis';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const { STREAM_NAME, TABLE_NAME, RETENTION_DAYS = '30' } = process.env;
const ATTEMPTS = 5;
const DAY_MS = 86_400_000;

// HTTP/1.1 with kept connections for both, as DynamoDB's client has it by default.
const kinesis = new KinesisClient({ requestHandler: new NodeHttpHandler() });
const dynamodb = new DynamoDBClient({ requestHandler: new NodeHttpHandler() });

export async function handler(event, context) {
  const path = event.rawPath ?? '/';
  const method = event.requestContext?.http?.method ?? 'POST';
  if (path === '/health') return json(200, { status: 'ok' });
  if (path !== '/' && path !== '/v1/events') return json(404, { title: 'Not found' });
  if (method !== 'POST') return json(405, { title: 'Method not allowed' });

  let parsed;
  try {
    const body = event.isBase64Encoded ? Buffer.from(event.body, 'base64').toString('utf8') : event.body;
    parsed = JSON.parse(body);
  } catch (error) {
    return json(400, { title: 'The body is no JSON', detail: error.message });
  }
  const candidates = Array.isArray(parsed) ? parsed : Array.isArray(parsed?.events) ? parsed.events : [parsed];

  const now = Date.now();
  const rejected = [];
  const accepted = new Map();
  let duplicates = 0;
  candidates.forEach((candidate, index) => {
    const problem = validate(candidate, now);
    if (problem) {
      rejected.push({ index, id: candidate?.id, detail: problem });
      return;
    }
    const id = candidate.id ?? createHash('sha256').update(JSON.stringify(candidate)).digest('base64url').slice(0, 22);
    const record = { ...candidate, id, receivedAt: new Date(now).toISOString(), requestId: context.awsRequestId };
    const key = `${record.deviceId}#${record.time}#${id}`;
    if (accepted.has(key)) duplicates++;
    accepted.set(key, { index, record, data: JSON.stringify(record) });
  });

  const entries = [...accepted.values()];
  if (entries.length === 0) return json(400, { title: 'No valid event', received: candidates.length, rejected });

  const [unsent, unwritten] = await Promise.all([putRecords(entries), batchWrite(entries, now)]);
  const failed = new Set([...unsent, ...unwritten]);
  const result = { received: candidates.length, accepted: entries.length - failed.size, duplicates };
  if (rejected.length > 0) result.rejected = rejected;
  if (failed.size === 0) return json(rejected.length > 0 ? 200 : 202, result);
  result.retry = [...failed].map(({ index, record }) => ({ index, id: record.id }));
  return json(503, result, { 'retry-after': '1' });
}

function validate(event, now) {
  if (typeof event !== 'object' || event === null || Array.isArray(event)) return 'an event is a JSON object';
  if (typeof event.deviceId !== 'string' || !/^[A-Za-z0-9._:-]{1,128}$/.test(event.deviceId)) return 'deviceId is missing or malformed';
  const time = typeof event.time === 'number' ? event.time : Date.parse(event.time);
  if (!(time > now - 7 * DAY_MS && time < now + 5 * 60_000)) return 'time is missing, malformed or out of the window';
  if (typeof event.values !== 'object' || event.values === null) return 'values is missing';
  const values = Object.entries(event.values);
  if (values.length < 1 || values.length > 64) return 'values holds 1 to 64 entries';
  for (const [key, value] of values) {
    if (key.length < 1 || key.length > 64) return 'a key of values has 1 to 64 characters';
    if (typeof value === 'string' ? Buffer.byteLength(value) > 1024 : typeof value !== 'number' && typeof value !== 'boolean')
      return `values.${key} is no number, boolean or short string`;
  }
  if (event.id !== undefined && (typeof event.id !== 'string' || event.id.length > 64)) return 'id has at most 64 characters';
  if (event.type !== undefined && (typeof event.type !== 'string' || event.type.length > 64)) return 'type has at most 64 characters';
  return undefined;
}

async function putRecords(entries) {
  const outcomes = await Promise.all(chunks(entries, 500).map(async (chunk) => {
    let pending = chunk;
    for (let attempt = 0; attempt < ATTEMPTS && pending.length > 0; attempt++) {
      if (attempt > 0) await backoff(attempt);
      const { Records } = await kinesis.send(new PutRecordsCommand({
        StreamName: STREAM_NAME,
        Records: pending.map(({ record, data }) => ({ Data: Buffer.from(`${data}\n`), PartitionKey: record.deviceId })),
      }));
      pending = pending.filter((_, i) => Records[i].ErrorCode !== undefined);
    }
    return pending;
  }));
  return outcomes.flat();
}

async function batchWrite(entries, now) {
  const expiresAt = String(Math.floor((now + Number(RETENTION_DAYS) * DAY_MS) / 1000));
  const outcomes = await Promise.all(chunks(entries, 25).map(async (chunk) => {
    let pending = chunk.map((entry) => ({ PutRequest: { Item: item(entry, expiresAt) } }));
    for (let attempt = 0; attempt < ATTEMPTS && pending.length > 0; attempt++) {
      if (attempt > 0) await backoff(attempt);
      const { UnprocessedItems } = await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TABLE_NAME]: pending } }));
      pending = UnprocessedItems?.[TABLE_NAME] ?? [];
    }
    const left = new Set(pending.map((p) => p.PutRequest.Item.deviceId.S + p.PutRequest.Item.sk.S));
    return chunk.filter((entry) => left.has(entry.record.deviceId + sortKey(entry)));
  }));
  return outcomes.flat();
}

const sortKey = ({ record }) => `${record.time}#${record.id}`;

function item(entry, expiresAt) {
  return {
    deviceId: { S: entry.record.deviceId },
    sk: { S: sortKey(entry) },
    data: { S: entry.data },
    receivedAt: { S: entry.record.receivedAt },
    expiresAt: { N: expiresAt },
  };
}

function chunks(array, size) {
  const result = [];
  for (let i = 0; i < array.length; i += size) result.push(array.slice(i, i + size));
  return result;
}

const backoff = (attempt) => new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** attempt));

const json = (statusCode, body, headers = {}) =>
  ({ statusCode, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
