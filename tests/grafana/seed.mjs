// A database for each state, its history loaded by the program itself.
import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from './frames.mjs';

const run = promisify(execFile);
const tests = fileURLToPath(new URL('..', import.meta.url));

// A load's status 1 is rejects, which some histories mean to have.
async function dagsieve(...args) {
    await run(process.env.DAGSIEVE, args).catch((error) => {
        if (error.code !== 1)
            throw error;
    });
}

export async function owner(host, database) {
    return connect({ host, database, user: 'dagsieve' });
}

// As Grafana connects: the read-only role, with its timeouts, at the moment that the history looks at.
export function reader(host, database, now) {
    return connect({ host, database, user: 'dagsieve_reader', options: `-c dagsieve.now=${now} -c statement_timeout=5s` });
}

// The clock of the loader is the history's: what was loaded was loaded half an hour before anybody looks; in an old history, after its last run.
async function setClock(host, database, now) {
    const client = await owner(host, database);
    const { rows: [{ at }] } = await client.query('SELECT least($1::timestamptz - interval \'30 minutes\', max(end_time) + interval \'1 hour\')::text AS at FROM dagsieve.run_summary', [now]);
    await client.query('UPDATE dagsieve.load SET started_at = $1::timestamptz - interval \'1 minute\', ended_at = $1::timestamptz', [at]);
    await client.query('UPDATE dagsieve.log SET loaded_at = $1::timestamptz', [at]);
    await client.query('ANALYZE');
    await client.end();
}

export async function seed(host, { name }, history = join(tests, 'histories', `${name}.history`)) {
    const folder = mkdtempSync(join(tmpdir(), 'dagsieve-state.'));
    const client = await owner(host, 'postgres');
    await client.query(`CREATE DATABASE ${name} TEMPLATE dagsieve`);
    await client.end();
    const url = `host=${host} user=dagsieve dbname=${name}`;
    await run(join(tests, 'history'), [history, folder]);
    const now = readFileSync(join(folder, 'now'), 'utf8').trim();
    if (existsSync(join(folder, 'universe.csv'))) {
        const universe = await owner(host, name);
        await universe.query('DELETE FROM dagsieve.universe');
        await universe.end();
    }
    for (const what of ['universe', 'infra', 'threshold'])
        if (existsSync(join(folder, `${what}.csv`)))
            await dagsieve('import', what, '-d', url, join(folder, `${what}.csv`));
    if (existsSync(join(folder, 'logs')) && readdirSync(join(folder, 'logs')).length) {
        await dagsieve('load', '-d', url, '-j', '1', '--progress', 'none', join(folder, 'logs'));
        await setClock(host, name, now);
    }
    return { name, now, folder, url };
}

// The same logs from another folder: copies of what is known.
export async function seedAgain(host, { name, now, folder, url }) {
    cpSync(join(folder, 'logs'), join(folder, 'mirror'), { recursive: true });
    await dagsieve('load', '-d', url, '-j', '1', '--progress', 'none', join(folder, 'mirror'));
    await setClock(host, name, now);
}

export const forget = ({ folder }) => rmSync(folder, { recursive: true, force: true });
