// What deploy/grafana ships, read back.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { load } from './modules.mjs';

const YAML = load('yaml');
export const root = fileURLToPath(new URL('../../deploy/grafana', import.meta.url));

export function readBoards() {
    return Object.fromEntries(readdirSync(join(root, 'dashboards')).filter((name) => name.endsWith('.json'))
        .map((name) => [name, JSON.parse(readFileSync(join(root, 'dashboards', name), 'utf8'))]));
}

export function readYaml(name) {
    return YAML.parse(readFileSync(join(root, name), 'utf8'));
}

export const provisioning = () => ({
    alerting: readYaml('alerting/cvntrade-rules.yaml'), datasources: readYaml('datasources/cvntrade.yaml'), providers: readYaml('providers/cvntrade.yaml'),
});

// Every panel that draws something, those of collapsed rows included.
export function panelsOf(board) {
    return board.panels.flatMap((panel) => (panel.type === 'row' ? panel.panels : [panel]));
}
