// Opens a page, waits for a selector, and prints what is there: {"title":"…","texts":[…],"errors":[…],"requested":["origin",…]}.
// usage: node open.mjs URL SELECTOR
import { launch } from './browser.mjs';

const [url, selector] = process.argv.slice(2);
const browser = await launch();
const [errors, requested] = [[], new Set()];
try {
  const page = await browser.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (message.type() === 'error') errors.push(message.text()); });
  page.on('request', (request) => { if (!request.url().startsWith('data:')) requested.add(new URL(request.url()).origin); });
  await page.goto(url);
  await page.locator(selector).first().waitFor();
  console.log(JSON.stringify({ title: await page.title(), texts: await page.locator(selector).allTextContents(), errors, requested: [...requested] }));
} finally {
  await browser.close();
}
process.exit();
