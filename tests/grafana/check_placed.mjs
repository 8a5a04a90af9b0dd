// The steps of deploy/README.md (Grafana), followed to the letter on a tree laid out as Grafana's: what lies where, as Grafana looks for it; and the Helm values.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './files.mjs';
import { load } from './modules.mjs';

const YAML = load('yaml'), repository = join(root, '../..');
const KINDS = { datasources: 'datasources', dashboards: 'providers', alerting: 'groups' };
const BOARDS = 6, RULES = 19;

export const readme = () => readFileSync(join(repository, 'deploy/README.md'), 'utf8');

// The lines of the block of commands that copies files.
const commands = (text) => /^ +```text\n((?: +(?:cp|mkdir) .*\n)+) +```/m.exec(text)?.[1].split('\n').map((line) => line.trim()).filter(Boolean) ?? [];

// The tree that the commands leave, below a folder of its own.
function follow(text, tree) {
    for (const folder of ['datasources', 'dashboards', 'alerting', 'plugins', 'access-control'])
        mkdirSync(join(tree, 'etc/grafana/provisioning', folder), { recursive: true });
    mkdirSync(join(tree, 'var/lib/grafana'), { recursive: true });
    for (const line of commands(text))
        execFileSync('sh', ['-c', line.replaceAll(' /etc/', ` ${tree}/etc/`).replaceAll(' /var/', ` ${tree}/var/`)], { cwd: repository, stdio: 'pipe' });
}

function lies(tree, text) {
    const wrong = [], provisioning = join(tree, 'etc/grafana/provisioning'), folders = new Set(), found = {};
    for (const [folder, key] of Object.entries(KINDS)) {
        found[key] = [];
        for (const name of readdirSync(join(provisioning, folder))) {
            if (!/\.ya?ml$/.test(name)) {
                wrong.push(`${folder}/${name}: Grafana reads YAML there`);
                continue;
            }
            const file = YAML.parse(readFileSync(join(provisioning, folder, name), 'utf8'));
            found[key].push(...file[key] ?? []);
            if (!file[key])
                wrong.push(`${folder}/${name}: no ${key}, Grafana would pass it over`);
        }
    }
    for (const { folder, options } of found.providers) {
        folders.add(folder);
        const path = join(tree, options.path), boards = existsSync(path) ? readdirSync(path).filter((name) => name.endsWith('.json')) : [];
        if (boards.length !== BOARDS)
            wrong.push(`${options.path}: ${boards.length} boards`);
    }
    found.groups.forEach((group) => folders.add(group.folder));
    const rules = found.groups.flatMap((group) => group.rules);
    const said = Number(/CVNTrade: (\d+) rules/.exec(text)?.[1]);
    if (said !== rules.length)
        wrong.push(`the page says ${said} rules`);
    if (folders.size !== 1)
        wrong.push(`folders: ${[...folders].join(', ')}`);
    if (rules.length !== RULES || found.datasources.length !== 1 || found.providers.length !== 1)
        wrong.push(`${rules.length} rules, ${found.datasources.length} data sources, ${found.providers.length} providers`);
    for (const uid of new Set(rules.flatMap((rule) => rule.data.map((one) => one.datasourceUid))))
        if (uid !== '__expr__' && !found.datasources.some((one) => one.uid === uid))
            wrong.push(`no data source ${uid}`);
    return wrong;
}

// What an operator who follows the page gets.
export function placed(text) {
    const tree = mkdtempSync(join(tmpdir(), 'dagsieve-grafana.'));
    try {
        follow(text, tree);
        return [...lies(tree, text), ...settings(text)];
    } catch (error) {
        return [String(error.stderr ?? error.message)];
    } finally {
        rmSync(tree, { recursive: true, force: true });
    }
}

// Dates as DD/MM, and every name that the data source asks its environment for.
function settings(text) {
    const set = Object.fromEntries([...text.matchAll(/^ *([A-Z_]+)='([^']*)'$/gm)].map(([, name, value]) => [name, value]));
    const asked = new Set(readFileSync(join(root, 'datasources/cvntrade.yaml'), 'utf8').match(/\$DAGSIEVE_\w+/g).map((name) => name.slice(1)));
    return [...[...asked].filter((name) => !set[name]).map((name) => `${name} is not set`),
        ...['INTERVAL_HOUR', 'INTERVAL_DAY', 'FULL_DATE'].filter((name) => !set[`GF_DATE_FORMATS_${name}`]?.startsWith('DD/MM')).map((name) => `GF_DATE_FORMATS_${name}: dates month first`),
        ...(set.GF_SERVER_ROOT_URL ? [] : ['no GF_SERVER_ROOT_URL: links in mails lead nowhere'])];
}

// The values of Grafana's Helm chart say the same of dates.
export function values(text) {
    const block = [...text.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, one]) => YAML.parse(one)).find((one) => one.sidecar);
    const formats = block?.['grafana.ini']?.date_formats ?? {};
    return ['interval_hour', 'interval_day', 'full_date'].filter((name) => !formats[name]?.startsWith('DD/MM')).map((name) => `values: date_formats.${name}`)
        .concat(block?.['grafana.ini']?.server?.root_url ? [] : ['values: server.root_url']);
}
