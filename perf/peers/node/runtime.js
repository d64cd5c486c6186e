// The runtime API loop that AWS's managed Node.js runtime would run, so that the handler runs anywhere.
import http from 'node:http';
import { handler } from './handler.js';

const [host, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
if (!port) {
  console.error('AWS_LAMBDA_RUNTIME_API is not set; it must be host:port');
  process.exit(1);
}
const agent = new http.Agent({ keepAlive: true });

function call(method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const request = http.request({ host, port, agent, method, headers, path: `/2018-06-01/runtime/invocation/${path}` }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function run() {
  for (;;) {
    const next = await call('GET', 'next');
    const awsRequestId = next.headers['lambda-runtime-aws-request-id'];
    const deadline = Number(next.headers['lambda-runtime-deadline-ms']);
    const context = { awsRequestId, getRemainingTimeInMillis: () => deadline - Date.now() };
    try {
      const response = await handler(JSON.parse(next.body.toString('utf8')), context);
      await call('POST', `${awsRequestId}/response`, JSON.stringify(response));
    } catch (error) {
      console.error(error);
      await call('POST', `${awsRequestId}/error`, JSON.stringify({ errorType: error.name, errorMessage: error.message, stackTrace: error.stack?.split('\n') }));
    }
  }
}

run().catch((error) => {
  console.error(error);
  process.exit(1);
});
