// The Chromium that is installed; ./ingest installs Debian's where there is none.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/google-chrome'];

export const launch = async () => {
  const executablePath = places.find(existsSync);
  if (!executablePath) throw new Error(`There is no browser at ${places.join(' or ')}; apt-get install chromium.`);
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], headless: true });
};
