// Opens and closes a page as it is told on standard input, a line each: "open HEIGHT" (of the window; a panel that is out of sight asks for
// nothing) and "close". Prints a line once it is done. usage: node watch.mjs URL
import { createInterface } from 'node:readline';
import { launch } from './browser.mjs';

const [url] = process.argv.slice(2);
const browser = await launch();
const page = await (await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 } })).newPage();
for await (const line of createInterface(process.stdin)) {
  const [what, height] = line.split(' ');
  if (what === 'open') {
    await page.setViewportSize({ width: 1280, height: Number(height) });
    await page.goto(url);
    await page.locator('#live', { hasText: 'live' }).waitFor();
  } else {
    await page.goto('about:blank');
  }
  console.log(line);
}
await browser.close();
process.exit();
