// A board or file that is broken in one way a level: the level must see it. Each row: level, what is broken, the harm.
import { panelsOf } from './files.mjs';

const panel = (boards, uid, title) => panelsOf(boards[`${uid}.json`]).find((one) => one.title === title);
const state = (boards) => panel(boards, 'cvn-operateur', 'État global');

export const mutations = [
    ['L0', 'a panel without a description', ({ boards }) => { state(boards).description = 'État'; }],
    ['L0', 'a limit in the JSON', ({ boards }) => { state(boards).fieldConfig.defaults.thresholds.steps.push({ color: 'red', value: 3 }); }],
    ['L0', 'panels that overlap', ({ boards }) => { state(boards).gridPos.w = 9; }],
    ['L0', 'a link to nowhere', ({ boards }) => { state(boards).links[0].url = '/d/cvn-nowhere?x=1'; }],
    ['L0', 'a datasource by name', ({ boards }) => { state(boards).targets[0].datasource = { type: 'postgres', uid: 'my-database' }; }],
    ['L1', 'an option that Grafana does not know', ({ boards }) => { state(boards).options.graphMode = 'pie'; }],
    ['L1', 'a field setting of another panel', ({ boards }) => { panel(boards, 'cvn-operateur', 'Pourquoi cet état').fieldConfig.defaults.custom.drawStyle = 'line'; }],
    ['L2', 'a column that is none', ({ boards }) => { state(boards).targets[0].rawSql = 'SELECT colour FROM dagsieve.board_state'; }],
    ['L2', 'a table that the reader may not change', ({ boards }) => { state(boards).targets[0].rawSql = 'DELETE FROM dagsieve.threshold'; }],
    ['L2', 'no row where "unknown" must stand', ({ boards }) => { state(boards).targets[0].rawSql += ' WHERE code = 99'; }],
    ['L2', 'a macro that Grafana does not know', ({ boards }) => { state(boards).targets[0].rawSql += ' WHERE $__since(time)'; }],
    ['L3', 'settings for a column that is none', ({ boards }) => { panel(boards, 'cvn-operateur', 'Pourquoi cet état').fieldConfig.overrides[0].matcher.options = 'colour'; }],
    ['L3', 'a chart of texts', ({ boards }) => { panel(boards, 'cvn-operateur', 'Screening − dernier fold').targets[0].rawSql = 'SELECT name, name AS ok FROM dagsieve.board_gap'; }],
    ['L3', 'a link to a run that is none', ({ boards }) => { panel(boards, 'cvn-operateur', 'Derniers verdicts et action').targets[0].rawSql = 'SELECT crypto, verdict, f1_delta, overfit_gap, std_f1_buy, sortino, cause_code, action, time, run_id AS dag_id, dag_id AS run_id FROM dagsieve.board_verdict'; }],
    ['L4', 'a colour', ({ boards }) => { state(boards).fieldConfig.defaults.mappings[0].options['3'].color = 'green'; }],
    ['L4', 'a text', ({ boards }) => { state(boards).fieldConfig.defaults.mappings[0].options['3'].text = 'RED'; }],
    ['L5', 'a threshold that nothing reaches', ({ files }) => { files.alerting.groups[0].rules[0].data[1].model.conditions[0].evaluator.params = [1]; }],
    ['L5', 'two numbers a row', ({ files }) => { files.alerting.groups[0].rules[0].data[0].model.rawSql = 'SELECT state, 1 AS one, fires FROM dagsieve.alert_state'; }],
    ['L5', 'rows only where something is wrong', ({ files }) => { files.alerting.groups[0].rules[0].data[0].model.rawSql += ' WHERE state = \'NONE\''; }],
    ['L5', 'a code without a rule', ({ files }) => { files.alerting.groups[0].rules = files.alerting.groups[0].rules.filter((rule) => rule.uid !== 'cvn-incident-disk-full'); }],
    ['L6', 'a key that Grafana ignores', ({ files }) => { files.alerting.groups[0].rules[0].nodata_state = 'OK'; }],
    ['L6', 'no jsonData.database', ({ files }) => { delete files.datasources.datasources[0].jsonData.database; }],
    ['L7', 'a board too large for a ConfigMap', ({ texts }) => { texts['cvn-run.json'] = 'x'.repeat(262144); }],
];
