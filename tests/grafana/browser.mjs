// A headless Chromium in front of the stage (stage/main.mjs): what a board looks like, in numbers or as a picture.
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { folder, load } from './modules.mjs';

const run = promisify(execFile);
const here = fileURLToPath(new URL('.', import.meta.url));
const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars', '--force-device-scale-factor=1'];

export function chromium() {
    for (const name of ['chromium', 'chromium-browser', 'google-chrome'])
        try {
            return execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim();
        } catch {
            // the next name
        }
    return null;
}

const font = () => readFileSync(join(folder, 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')).toString('base64');
const style = () => `@font-face { font-family: Inter; font-weight: 100 900; src: url(data:font/woff2;base64,${font()}) format('woff2') }
html { font-size: 14px } *, *::before, *::after { box-sizing: border-box } body { margin: 0; background: #111217; color: rgb(204, 204, 220); font: 400 14px/1.5714 Inter, sans-serif; letter-spacing: 0.01071em }
h2 { margin: 0; font-weight: 500 } a { color: inherit; text-decoration: none } button { font: inherit; letter-spacing: inherit; border: 0; background: none; color: inherit } .icon { display: inline-block; width: 32px; height: 32px; flex: none }
.nothing { display: flex; align-items: center; justify-content: center; color: #8e8e9d } .pages { height: 40px; text-align: center; line-height: 40px }
.uplot, .uplot *, .uplot *::before, .uplot *::after { box-sizing: border-box } .uplot { width: min-content } .u-wrap { position: relative; user-select: none } .u-over, .u-under { position: absolute } .u-under { overflow: hidden } .uplot canvas { display: block; position: relative; width: 100%; height: 100% }
.u-axis { position: absolute } .u-cursor-x, .u-cursor-y, .u-select, .u-cursor-pt, .u-legend { display: none } header { padding: 14px 16px; display: flex; gap: 16px; align-items: baseline } header small { color: #8e8e9d }`;

// What the stage is made of, and when it was last changed.
const sources = () => [...readdirSync(join(here, 'stage')).map((name) => join(here, 'stage', name)), join(here, 'display.mjs'), join(folder, 'installed')];
const changed = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

// The stage as one script, made where it is older than its sources; display.mjs is the same in Node and in the browser but for where its packages come from.
export async function stage() {
    const { build } = load('esbuild'), out = join(folder, 'stage.js');
    if (changed(out) > Math.max(...sources().map(changed)))
        return out;
    const packages = { name: 'packages', setup: (one) => one.onResolve({ filter: /\/modules\.mjs$/ }, () => ({ path: join(here, 'stage/modules.mjs') })) };
    await build({ entryPoints: [join(here, 'stage/main.mjs')], bundle: true, format: 'esm', outfile: out, nodePaths: [join(folder, 'node_modules')], plugins: [packages], define: { 'process.env.NODE_ENV': '"production"', global: 'window' }, loader: { '.css': 'empty', '.svg': 'dataurl' }, minify: true, logLevel: 'error' });
    return out;
}

// Views with a head, HTML, are left standing, one beneath the other.
export function page(script, views) {
    const data = JSON.stringify({ views, keep: views.some(({ head }) => head) }).replaceAll('<', '\\u003c');
    return `<!doctype html>\n<html lang="fr"><meta charset="utf-8"><title>${views[0].board.title}</title><style>${style()}</style><script>window.stage = ${data}</script>\n<script type="module">${readFileSync(script, 'utf8').replaceAll('</script', '<\\/script')}</script></html>\n`;
}

// The page is loaded when it is drawn: until it says so an image of it does not come.
function serve(html) {
    let held;
    const drawn = new Promise((done) => { held = done; });
    const server = createServer((request, response) => {
        if (request.url === '/held')
            drawn.then(() => response.end());
        else if (request.url === '/drawn')
            response.end(held());
        else
            response.setHeader('content-type', 'text/html').end(`${html}<img src="/held" hidden>`);
    });
    return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

async function open(html, ...more) {
    const profile = mkdtempSync(join(tmpdir(), 'dagsieve-stage.')), server = await serve(html);
    try {
        const { stdout } = await run(chromium(), [...FLAGS, `--user-data-dir=${profile}`, ...more, `http://127.0.0.1:${server.address().port}/`], { maxBuffer: 1 << 28, timeout: 240000 });
        return stdout;
    } finally {
        server.closeAllConnections();
        server.close();
        rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
}

// Every view measured: [{ name, width, panels: [...] }].
export async function look(script, views) {
    const dom = await open(page(script, views), '--window-size=1600,900', '--dump-dom');
    const found = /<script type="application\/json" id="report">(.*?)<\/script>/s.exec(dom);
    if (!found)
        throw new Error('the stage has said nothing');
    return JSON.parse(found[1]);
}

export const photograph = (html, file, width, height) => open(html, `--window-size=${width},${height}`, `--screenshot=${file}`);
