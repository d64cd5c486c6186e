// Chromium for the tests: the one that is installed, else that of npm.
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const installed = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync);

// npm's is built for Lambda: it draws no field that takes text (it aborts in SkFontMgr_FontConfigInterface), which pages without forms do not need.
async function packed() {
  // Where the package unpacks Chromium, and the libraries that it has for Amazon Linux and a bare machine lacks too. Both are read as
  // the package is loaded. A folder a process: two would unpack over one another.
  process.env.TMPDIR = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '.chromium', process.argv[1].split('/').at(-1));
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
  mkdirSync(process.env.TMPDIR, { recursive: true });
  return (await import('@sparticuz/chromium')).default.executablePath();
}

// Not the package's own arguments: they switch off the rules of origins.
export const launch = async () => chromium.launch({ executablePath: installed ?? await packed(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], headless: true });
