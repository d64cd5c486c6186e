// Goes through the console's page as a newcomer does, and prints what is seen: {"figures":{…},"refused":…,"sent":{…},"broken":{…},
// "mended":{…},"looks":[{"width","scheme","cut":[…],"violations":[…]}],"keys":[…],"errors":[…],"requested":[…]}.
// usage: node console.mjs URL DEVICE [FOLDER for screenshots]
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { launch } from './browser.mjs';

const [url, device, folder] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const browser = await launch();
const [errors, requested] = [[], new Set()];

async function open(options) {
  // The page's policy lets nothing in but its own files; axe comes from outside.
  const context = await browser.newContext({ locale: 'en-US', bypassCSP: false, ...options });
  const page = await context.newPage();
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) errors.push(message.text()); });
  page.on('request', (request) => { if (!request.url().startsWith('data:')) requested.add(new URL(request.url()).origin); });
  await page.goto(url);
  await page.locator('#live', { hasText: 'live' }).waitFor();
  return page;
}

/** Every panel is drawn once it is seen. */
async function see(page, panel) {
  await page.locator(`#${panel}`).scrollIntoViewIfNeeded();
  await page.locator(`#${panel}`).evaluate((section) => section.scrollIntoView({ block: 'start' }));
}

const tables = (page, panel) => page.locator(`#${panel}`).evaluate((section) => Object.fromEntries([...section.querySelectorAll('.scroll')].map((box) => [
  box.getAttribute('aria-label'), [...box.querySelectorAll('tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent)),
])));
const tiles = (page, panel) => page.locator(`#${panel} .tile`).evaluateAll((all) => Object.fromEntries(all.map((tile) => [tile.lastChild.textContent, tile.firstChild.textContent])));
const said = (page, panel) => page.locator(`#${panel} .says`).first().textContent();

/** Sends what the form has, and waits for what comes back. */
async function send(page) {
  await page.locator('#sent').evaluate((result) => result.replaceChildren());
  await page.getByRole('button', { name: 'Fill in anew' }).click();
  const body = await page.getByRole('textbox', { name: 'Body of the request' }).inputValue();
  await page.getByRole('button', { name: 'Send to the Function URL' }).click();
  await page.locator('#sent .says').waitFor({ timeout: 120_000 });
  return { body, outcome: await page.locator('#sent .says').textContent(), text: await page.locator('#sent').innerText() };
}

async function visit() {
  const page = await open({ viewport: { width: 1280, height: 900 } });
  const seen = { figures: {} };
  seen.figures.now = await tiles(page, 'now');
  seen.figures.latency = (await tables(page, 'now')).Latency;
  for (const panel of ['rejections', 'stream', 'table', 'alarms', 'environments']) {
    await see(page, panel);
    await page.locator(`#${panel} tbody tr, #${panel} .empty:visible`).first().waitFor();
    Object.assign(seen.figures, { [panel]: await tables(page, panel) });
  }
  seen.hot = await said(page, 'stream');
  seen.alarm = await said(page, 'alarms');

  await page.locator('#rejections').getByRole('searchbox').fill(device);
  await page.waitForFunction((name) => { const rows = [...document.querySelectorAll('[aria-label="Refusals by device"] tbody tr')]; return rows.length > 0 && rows.every((row) => row.cells[0].textContent.includes(name)); }, device);
  seen.refused = (await tables(page, 'rejections'))['Refusals by device'];

  await see(page, 'dashboard');
  await page.locator('#dashboard canvas').first().waitFor();
  seen.charts = await page.locator('#dashboard figcaption > span').allTextContents();

  seen.sent = await send(page);
  await page.getByRole('button', { name: 'Break DynamoDB' }).click();
  await page.locator('#banner', { hasText: 'dynamodb:error' }).waitFor();
  seen.banner = await page.locator('#banner').innerText();
  seen.broken = await send(page);
  await page.locator('#banner').getByRole('button', { name: 'Mend all' }).click();
  await page.waitForFunction(() => !document.querySelector('#banner').textContent);
  // A breaker that opened tries again within seconds.
  for (let tries = 0; tries < 60; tries++) {
    seen.mended = await send(page);
    if (!seen.mended.outcome.startsWith('503')) break;
    await page.waitForTimeout(1000);
  }

  await see(page, 'log');
  await page.locator('#log').getByRole('searchbox').fill('no line has this');
  seen.filtered = await page.locator('#lines div').count();
  return { page, seen };
}

/** What a person with keys alone comes past, from the top on. */
async function keys(page) {
  await page.evaluate(() => { window.scrollTo(0, 0); document.activeElement?.blur(); });
  const names = [];
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    names.push(await page.evaluate(() => {
      const e = document.activeElement, outline = getComputedStyle(e);
      return `${e.localName} ${e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent.slice(0, 40)}${outline.outlineStyle === 'none' ? ' (focus unseen)' : ''}`;
    }));
  }
  return names;
}

/** A size and a theme: what is cut, and what axe finds (WCAG 2 A and AA). */
async function look(width, colorScheme) {
  const page = await open({ viewport: { width, height: 900 }, colorScheme, reducedMotion: 'reduce', bypassCSP: true });
  // All of it at once, so that every panel draws.
  await page.setViewportSize({ width, height: 16_000 });
  await page.locator('#dashboard canvas').first().waitFor();
  await page.locator('#environments tbody tr').first().waitFor();
  await page.locator('#log #lines').waitFor();
  const cut = await page.evaluate(() => [
    ...(document.documentElement.scrollWidth > innerWidth ? ['the page'] : []),
    ...[...document.querySelectorAll('.scroll')].filter((box) => box.scrollWidth > box.clientWidth + 1).map((box) => box.getAttribute('aria-label')),
    ...[...document.querySelectorAll('main *')].filter((e) => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 1).map((e) => `${e.localName} ${e.textContent.slice(0, 30)}`),
  ]);
  const moving = await page.evaluate(() => document.getAnimations().length);
  await page.addScriptTag({ content: axe });
  const found = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }));
  const violations = found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
  if (folder) {
    await page.setViewportSize({ width, height: await page.evaluate(() => document.body.scrollHeight) });
    await page.screenshot({ path: `${folder}/${width}-${colorScheme}.png` });
  }
  await page.context().close();
  return { width, scheme: colorScheme, cut, moving, violations };
}

try {
  const { page, seen } = await visit();
  const keyed = await keys(page);
  await page.context().close();
  const looks = [];
  for (const width of [1280, 400]) for (const scheme of ['light', 'dark']) looks.push(await look(width, scheme));
  console.log(JSON.stringify({ ...seen, keys: keyed, looks, errors, requested: [...requested] }));
} finally {
  await browser.close();
}
process.exit();
