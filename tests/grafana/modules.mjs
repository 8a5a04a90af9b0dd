// The npm packages of package-lock.json, which tests/grafana_boards installs below build/ (GRAFANA_MODULES names that folder).
import { createRequire } from 'node:module';
import { join } from 'node:path';

if (!process.env.GRAFANA_MODULES)
    throw new Error('GRAFANA_MODULES is not set; run this through tests/grafana_boards');
Object.defineProperty(globalThis, 'navigator', { value: { language: 'en-US', languages: ['en-US'] }, configurable: true });
globalThis.window = undefined; // @grafana/data 11 asks for it by name

export const folder = process.env.GRAFANA_MODULES;
export const load = createRequire(join(folder, 'package.json'));
