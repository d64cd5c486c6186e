// Pages in Chromium post across origins. Prints the origin of the first page; reads from standard input a line with the URL to post
// to, the key and the body; prints what each page's script got:
// {"allowed":…,"wrongKey":…,"otherOrigin":…}, each {"status":n,"outcome":"…"} or {"error":"…"}. usage: node post.mjs
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { launch } from './browser.mjs';

const pages = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>A page</title>'));
await new Promise((resolve) => pages.listen(0, '127.0.0.1', resolve));
const { port } = pages.address();
console.log(`http://127.0.0.1:${port}`);
const [url, key, body] = (await new Promise((resolve) => createInterface(process.stdin).once('line', resolve))).split('\t');

const browser = await launch();

async function post(origin, key) {
  const page = await browser.newPage();
  await page.goto(origin);
  return page.evaluate(async ({ url, key, body }) => {
    try {
      const response = await fetch(`${url}v1/events`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key }, body });
      return { status: response.status, outcome: response.headers.get('ingest-outcome'), text: await response.text() };
    } catch (error) {
      return { error: String(error) };
    }
  }, { url, key, body });
}

try {
  console.log(JSON.stringify({
    allowed: await post(`http://127.0.0.1:${port}`, key),
    wrongKey: await post(`http://127.0.0.1:${port}`, 'ingest_wrong'),
    otherOrigin: await post(`http://localhost:${port}`, key),
  }));
} finally {
  await browser.close();
  pages.close();
}
process.exit();
