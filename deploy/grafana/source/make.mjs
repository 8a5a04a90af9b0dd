// node deploy/grafana/source/make.mjs [--check]
// Writes what Grafana reads from the boards and alerts of this folder: dashboards/*.json, alerting/*.yaml, datasources/*.yaml, providers/*.yaml.
// --check writes nothing and names the files that are stale; status 1 when there is one.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { alerting } from './alerts.mjs';
import crypto from './crypto.mjs';
import finetune from './finetune.mjs';
import operateur from './operateur.mjs';
import { DATASOURCE_UID } from './panels.mjs';
import pannes from './pannes.mjs';
import plateforme from './plateforme.mjs';
import run from './run.mjs';
import { yaml } from './yaml.mjs';

const folder = join(dirname(fileURLToPath(import.meta.url)), '..');
const boards = Object.fromEntries([operateur, crypto, run, plateforme, pannes, finetune].map((board) => [board.uid, board]));

// The password comes from Grafana's environment; $$ would be a literal dollar.
const datasources = {
    apiVersion: 1,
    datasources: [{
        name: 'CVNTrade', uid: DATASOURCE_UID, type: 'grafana-postgresql-datasource', access: 'proxy', orgId: 1, url: '$DAGSIEVE_PGHOST', user: 'dagsieve_reader', isDefault: false, editable: false,
        jsonData: { database: '$DAGSIEVE_PGDATABASE', sslmode: '$DAGSIEVE_PGSSLMODE', postgresVersion: 1500, timescaledb: false, maxOpenConns: 5, maxIdleConns: 5, connMaxLifetime: 14400, timeInterval: '1m' },
        secureJsonData: { password: '$DAGSIEVE_PGPASSWORD' },
    }],
};

// The folder by its title alone, as the alert rules name theirs: a uid here would make a second folder of that title.
const providers = {
    apiVersion: 1,
    providers: [{ name: 'cvntrade', orgId: 1, folder: 'CVNTrade', type: 'file', disableDeletion: false, updateIntervalSeconds: 60, allowUiUpdates: false, options: { path: '/var/lib/grafana/dashboards/cvntrade', foldersFromFilesStructure: false } }],
};

const head = '# Made by make boards from deploy/grafana/source; a change there is the only one that stays.\n';
const files = new Map(Object.entries(boards).map(([uid, board]) => [`dashboards/${uid}.json`, `${JSON.stringify(board, null, 2)}\n`]));
files.set('alerting/cvntrade-rules.yaml', `${head}${yaml(alerting(boards))}\n`);
files.set('datasources/cvntrade.yaml', `${head}${yaml(datasources)}\n`);
files.set('providers/cvntrade.yaml', `${head}${yaml(providers)}\n`);

const check = process.argv.includes('--check');
for (const [name, text] of files) {
    const path = join(folder, name);
    if (existsSync(path) && readFileSync(path, 'utf8') === text)
        continue;
    console.log(`${check ? 'stale' : 'wrote'} deploy/grafana/${name}`);
    if (check) {
        process.exitCode = 1;
        continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
}
