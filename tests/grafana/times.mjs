// node tests/grafana/times.mjs HOST DATABASE NOW [LIMIT_MS]
// How long each query of boards and alerts takes as the read-only role: the middle of three, the slowest first. Status 1 where one takes longer than LIMIT_MS (300).
import { standing } from './check_queries.mjs';
import { panelsOf, provisioning, readBoards } from './files.mjs';
import { frame, range } from './frames.mjs';
import { reader } from './seed.mjs';

const [host, database, now, limit = 300] = process.argv.slice(2);
const client = await reader(host, database, now), variables = await standing(client), at = Date.parse(now);

async function milliseconds(target, r) {
    const times = [];
    for (let i = 0; i < 3; i++) {
        const start = performance.now();
        await frame(client, target, variables, r);
        times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[1];
}

const rows = [];
const measure = async (name, target, r) => rows.push({ name, ms: await milliseconds(target, r).catch((error) => (console.log(`${name}: ${error.message}`), Infinity)) });
for (const board of Object.values(readBoards())) {
    const r = range(at, board);
    for (const panel of panelsOf(board))
        for (const target of panel.targets)
            await measure(`${board.uid} ${panel.title} ${target.refId}`, target, r);
    for (const one of board.templating.list.filter((v) => v.type === 'query'))
        await measure(`${board.uid} variable ${one.name}`, { rawSql: one.query, format: 'table' }, r);
    for (const one of board.annotations.list.filter((a) => a.target))
        await measure(`${board.uid} annotations`, one.target, r);
}
for (const rule of provisioning().alerting.groups.flatMap((group) => group.rules))
    await measure(`alert ${rule.uid}`, rule.data[0].model, range(at, { time: { from: 'now-24h' } }));
await client.end();
rows.sort((a, b) => b.ms - a.ms);
rows.slice(0, 25).forEach(({ name, ms }) => console.log(`${ms.toFixed(0).padStart(6)} ms  ${name}`));
const over = rows.filter(({ ms }) => ms > limit).length;
console.log(`${rows.length} queries, ${over} above ${limit} ms, the middle one ${rows[rows.length >> 1].ms.toFixed(0)} ms`);
process.exitCode = over ? 1 : 0;
