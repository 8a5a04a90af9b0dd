// node tests/grafana/preview.mjs HOST DATABASE NOW FILE [PICTURE [BOARD...]]
// Boards as one page, one beneath the other (the operator's, of failures, of sweeps), and as a picture: drawn by Grafana 11.5's own components with real query results (stage/), the same that check_seen.mjs
// measures. Not drawn: Grafana's frame and menu, icons beside titles, marks of what happened.
import { writeFileSync } from 'node:fs';
import { page, photograph, stage } from './browser.mjs';
import { readBoards } from './files.mjs';
import { viewOf } from './views.mjs';

const [host, name, now, file, picture, ...named] = process.argv.slice(2);
const OPERATOR = 29; // rows of the grid: the first screen and the charts beneath it
const uids = named.length ? named : ['cvn-operateur', 'cvn-pannes', 'cvn-finetune'];

const [day, hour] = [now.slice(8, 10) + now.slice(4, 7).replace('-', '/'), now.slice(11, 16)], boards = readBoards(), views = [];
for (const uid of uids) {
    const view = await viewOf(host, boards[`${uid}.json`], { name, now }, 'docked');
    views.push({ ...view, head: `<b>${view.board.title}</b><small>${view.board.description} Aperçu du ${day} à ${hour} UTC, sans Grafana.</small>` });
}
const html = page(await stage(), views);
writeFileSync(file, html);
console.log(file);
if (picture) {
    const rows = ({ board }) => board.uid === 'cvn-operateur' ? OPERATOR : Math.max(...board.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
    const drawn = uids[0] === 'cvn-operateur' ? views.slice(0, 1) : views;
    await photograph(html, picture, views[0].width, drawn.reduce((height, view) => height + 52 + rows(view) * 38 + 8, 0));
    console.log(picture);
}
