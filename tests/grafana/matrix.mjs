// node tests/grafana/matrix.mjs HOST [DATA...]
// Every board on every screen over every range with every kind of data (matrix_data.mjs): what check_seen, check_shown and check_queries judge, and numbers beside
// queries of their own (oracles.mjs). Prints what is wrong and how many cells hold.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { look, stage } from './browser.mjs';
import { answers, forms, standing } from './check_queries.mjs';
import { screens, seen } from './check_seen.mjs';
import { foreign } from './check_shown.mjs';
import { readBoards } from './files.mjs';
import { range } from './frames.mjs';
import { data, history } from './matrix_data.mjs';
import { differing } from './oracles.mjs';
import { forget, reader, seed } from './seed.mjs';
import { viewFrom } from './views.mjs';

const RANGES = ['now-24h', 'now-48h', 'now-7d', 'now-45d', 'now-90d', 'now-365d'];
const [host, ...names] = process.argv.slice(2), folder = mkdtempSync(join(tmpdir(), 'dagsieve-matrix.'));
const tally = { cells: 0, holding: 0, numbers: 0, right: 0 };
const kind = (line) => line.replace(/\d+/g, 'N');

async function viewsOf(place, untested) {
    const out = [], client = await reader(host, place.name, place.now), now = Date.parse(place.now), variables = await standing(client);
    for (const from of RANGES)
        for (const board of Object.values(readBoards()).map((one) => ({ ...one, time: { from, to: 'now' } }))) {
            const lines = [], found = await answers(client, { [board.uid]: board }, now, variables, lines, untested), r = range(now, board);
            lines.push(...await forms(client, found).catch((error) => [error.message]), ...foreign(found));
            const { asked, wrong: differ } = await differing(client, board, found, r, variables).catch((error) => ({ asked: 1, wrong: [`${board.uid}: ${error.message}`] }));
            tally.numbers += asked;
            tally.right += asked - differ.length;
            for (const screen of Object.keys(screens))
                out.push({ cell: `${place.name} ${board.uid} ${from} ${screen}`, lines: [...lines, ...differ], view: viewFrom(board, found, variables, now, screen, place.name) });
        }
    await client.end();
    return out;
}

for (const name of names.length ? names : Object.keys(data)) {
    const path = join(folder, `${name}.history`);
    writeFileSync(path, history(name));
    const place = await seed(host, { name: `matrix_${name}` }, path), views = await viewsOf(place, /^only_/.test(name));
    const wrong = new Map(), tell = (cell, line) => wrong.set(kind(line), [...wrong.get(kind(line)) ?? [], `${cell}: ${line}`]);
    const reports = await look(await stage(), views.map(({ view }) => view));
    views.forEach(({ cell, lines, view }, i) => {
        const all = [...new Set([...lines, ...seen({ ...reports[i], screen: view.screen, operator: view.board.uid === 'cvn-operateur' })])];
        tally.cells++;
        tally.holding += all.length ? 0 : 1;
        all.forEach((line) => tell(cell, line));
    });
    forget(place);
    for (const cells of [...wrong.values()].sort((a, b) => b.length - a.length))
        console.log(`    ${cells.length} x ${cells[0]}`);
    console.log(`${name}: ${tally.holding} of ${tally.cells} cells hold so far`);
}
console.log(`${tally.holding} of ${tally.cells} cells hold; ${tally.right} of ${tally.numbers} numbers are the database's`);
process.exitCode = tally.holding === tally.cells ? 0 : 1;
