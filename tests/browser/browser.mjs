// Chromium from npm, as the tests start it.
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Where the package unpacks Chromium, and the libraries that it has for Amazon Linux and a bare machine lacks too. Both are read as
// the package is loaded. A folder a process: two would unpack over one another.
process.env.TMPDIR = join(dirname(fileURLToPath(import.meta.url)), 'node_modules', '.chromium', process.argv[1].split('/').at(-1));
process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
mkdirSync(process.env.TMPDIR, { recursive: true });
const { default: packed } = await import('@sparticuz/chromium');
const { chromium } = await import('playwright-core');

// Not the package's own arguments: they switch off the rules of origins.
export const launch = async () => chromium.launch({ executablePath: await packed.executablePath(), args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], headless: true });
