// node tests/grafana/preview.mjs HOST DATABASE NOW FILE [PICTURE]
// The operator board as a page of its own, the boards of failures and sweeps beneath it, and as a picture: drawn by Grafana 11.5's own components with real query results (stage/), the same that check_seen.mjs
// measures. Not drawn: Grafana's frame and menu, icons beside titles, marks of what happened.
import { writeFileSync } from 'node:fs';
import { page, photograph, stage } from './browser.mjs';
import { readBoards } from './files.mjs';
import { viewOf } from './views.mjs';

const [host, name, now, file, picture] = process.argv.slice(2);
const ROWS = 29; // of the grid: the first screen and the charts beneath it

const [day, hour] = [now.slice(8, 10) + now.slice(4, 7).replace('-', '/'), now.slice(11, 16)], boards = readBoards(), views = [];
for (const uid of ['cvn-operateur', 'cvn-pannes', 'cvn-finetune']) {
    const view = await viewOf(host, boards[`${uid}.json`], { name, now }, 'docked');
    views.push({ ...view, head: `<b>${view.board.title}</b><small>${view.board.description} Aperçu du ${day} à ${hour} UTC, sans Grafana.</small>` });
}
const html = page(await stage(), views);
writeFileSync(file, html);
console.log(file);
if (picture) {
    await photograph(html, picture, views[0].width, 52 + ROWS * 38 + 8);
    console.log(picture);
}
