// Posts COUNT events with one client, as its own documentation uses it, and prints what the client made of the responses:
// {"accepted":n,"refused":n}. usage: node post.mjs CLIENT URL KEY COUNT
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzip, deflate, brotliCompress } from 'node:zlib';

const require = createRequire(import.meta.url);
const [client, url, key, count] = [process.argv[2], process.argv[3].replace(/\/$/, ''), process.argv[4], Number(process.argv[5])];
const numbers = Array.from({ length: count }, (_, i) => i);
const outcome = { accepted: 0, refused: 0 };
const note = (isAccepted) => { outcome[isAccepted ? 'accepted' : 'refused']++; };
const native = (i) => ({ deviceId: `clients-${client}`, id: `${client}-${i}`, time: new Date().toISOString(), values: { i } });

async function cloudEvents(mode) {
  const { CloudEvent, emitterFor, httpTransport, CONSTANTS, Mode } = require('cloudevents');
  const event = (i) => new CloudEvent({ id: `${client}-${i}`, type: 'com.example.reading', source: '/clients', subject: `clients-${client}`, data: { i, text: 'Zoë' } });
  if (mode === 'batch') {
    const axios = require('axios');
    const sent = await axios.post(`${url}/v1/events`, JSON.stringify(numbers.map(event)), { headers: { 'content-type': CONSTANTS.MIME_CE_BATCH, 'x-api-key': key }, validateStatus: () => true });
    numbers.forEach(() => note(sent.status === 202));
    return;
  }
  const emit = emitterFor(httpTransport(`${url}/v1/events`), { mode: mode === 'binary' ? Mode.BINARY : Mode.STRUCTURED });
  // It gives the body whatever the status, and the platform's own is no JSON.
  for (const i of numbers) note((await emit(event(i), { headers: { 'x-api-key': key } })).body.includes('"accepted":1'));
}

async function winston(batch) {
  const winston = require('winston');
  const { hostname, port } = new URL(url);
  const transport = new winston.transports.Http({ host: hostname, port, path: '/v1/winston', headers: { 'x-api-key': key }, batch, batchCount: count });
  const logger = winston.createLogger({ format: winston.format.combine(winston.format.timestamp(), winston.format.json()), defaultMeta: { service: `clients-${client}` }, transports: [transport] });
  const settled = new Promise((resolve) => {
    const each = (isAccepted) => { note(isAccepted); if (outcome.accepted + outcome.refused === (batch ? 1 : count)) resolve(); };
    transport.on('logged', () => each(true));
    transport.on('warn', () => each(false));
  });
  for (const i of numbers) logger.info('an event', { id: `${client}-${i}` });
  await settled;
  transport.removeAllListeners('warn');
}

// It tells nobody what became of a batch: the test looks into the sinks.
async function pino(bodyType) {
  const { createWriteStream } = require('pino-http-send');
  const stream = createWriteStream({ url: `${url}/v1/pino`, headers: { 'x-api-key': key }, batchSize: count, retries: 1, interval: 1, silent: true, bodyType });
  const logger = require('pino')({ base: { hostname: `clients-${client}` } }, stream);
  for (const i of numbers) logger.info({ id: `${client}-${i}` }, 'an event');
}

async function segment() {
  const { Analytics } = require('@segment/analytics-node');
  const analytics = new Analytics({ writeKey: key, host: url, flushAt: count, maxRetries: 1 });
  await Promise.all(numbers.map((i) => new Promise((resolve) => analytics.track({ userId: `clients-${client}`, event: 'An event', messageId: `${client}-${i}`, properties: { i } }, (error) => { note(!error); resolve(); }))));
  await analytics.closeAndFlush();
}

async function axios() {
  const axios = require('axios');
  const sent = await axios.post(`${url}/v1/events`, numbers.map(native), { headers: { Authorization: `Bearer ${key}` }, validateStatus: () => true });
  numbers.forEach(() => note(sent.status === 202));
}

async function fetching(encoding, compress) {
  const body = await promisify(compress)(JSON.stringify(numbers.map(native)));
  const sent = await fetch(`${url}/v1/events`, { method: 'POST', headers: { 'x-api-key': key, 'content-encoding': encoding, 'content-type': 'application/octet-stream' }, body });
  numbers.forEach(() => note(sent.status === 202));
}

// KEY is the secret.
async function webhook() {
  const { Webhook } = require('standardwebhooks');
  for (const i of numbers) {
    const [body, now] = [JSON.stringify(native(i)), new Date()];
    const headers = { 'content-type': 'application/json', 'webhook-id': `m-${i}`, 'webhook-timestamp': `${Math.floor(now / 1000)}`, 'webhook-signature': new Webhook(key).sign(`m-${i}`, now, body) };
    note((await fetch(`${url}/v1/events`, { method: 'POST', headers, body })).status === 202);
  }
}

const clients = {
  'cloudevents-structured': () => cloudEvents('structured'),
  'cloudevents-binary': () => cloudEvents('binary'),
  'cloudevents-batch': () => cloudEvents('batch'),
  winston: () => winston(false),
  'winston-batch': () => winston(true),
  pino: () => pino('json'),
  'pino-lines': () => pino('ndjson'),
  segment,
  axios,
  webhook,
  'fetch-gzip': () => fetching('gzip', gzip),
  'fetch-deflate': () => fetching('deflate', deflate),
  'fetch-br': () => fetching('br', brotliCompress),
};
await clients[client]();
process.on('exit', () => console.log(JSON.stringify(outcome)));
