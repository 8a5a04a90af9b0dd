// A board or file that is broken: its level must see it and say so. Each row: level, what is broken, the words that it must say, the harm, and
// the state that it is looked at in (the others: red_three_oom). Every check of a level has a row.
import { panelsOf } from './files.mjs';

const panel = (boards, uid, title) => panelsOf(boards[`${uid}.json`]).find((one) => one.title === title);
const operator = (boards) => boards['cvn-operateur.json'];
const state = (boards) => panel(boards, 'cvn-operateur', 'État global');
const why = (boards) => panel(boards, 'cvn-operateur', 'Pourquoi cet état');
const gap = (boards) => panel(boards, 'cvn-operateur', 'Screening − dernier fold');
const verdicts = (boards) => panel(boards, 'cvn-operateur', 'Derniers verdicts et action');
const asks = (one, sql) => { one.targets[0].rawSql = sql; };
const rules = (files) => files.alerting.groups[0].rules;
const alerts = (files, sql) => { rules(files)[0].data[0].model.rawSql = sql; };

export const mutations = [
    ['L0', 'two boards of one uid', /uid cvn-run twice/, ({ boards }) => { boards['cvn-crypto.json'].uid = 'cvn-run'; }],
    ['L0', 'a uid with a blank', /uid cvn run/, ({ boards }) => { boards['cvn-run.json'].uid = 'cvn run'; }],
    ['L0', 'a uid that is not the file\'s', /uid cvn-walk/, ({ boards }) => { boards['cvn-run.json'].uid = 'cvn-walk'; }],
    ['L0', 'a panel\'s id twice', /panel id 2 twice/, ({ boards }) => { state(boards).id = 2; }],
    ['L0', 'panels that overlap', /État global lies over/, ({ boards }) => { state(boards).gridPos.w = 9; }],
    ['L0', 'a panel outside the screen', /outside 24 columns/, ({ boards }) => { why(boards).gridPos.w = 13; }],
    ['L0', 'a panel without a title', /title, description/, ({ boards }) => { state(boards).title = ''; }],
    ['L0', 'a description without the manual\'s section', /État global: title, description/, ({ boards }) => { state(boards).description = 'Sans donnée : INCONNU.'; }],
    ['L0', 'a description that does not say what no data means', /État global: title, description/, ({ boards }) => { state(boards).description = 'Manuel §0.'; }],
    ['L0', 'a panel without a unit', /État global: title, description/, ({ boards }) => { delete state(boards).fieldConfig.defaults.unit; }],
    ['L0', 'a panel without a word for no data', /État global: title, description/, ({ boards }) => { delete state(boards).fieldConfig.defaults.noValue; }],
    ['L0', 'a limit in the JSON', /limits belong in table threshold/, ({ boards }) => { state(boards).fieldConfig.defaults.thresholds.steps.push({ color: 'red', value: 3 }); }],
    ['L0', 'a datasource by name', /datasource my-database/, ({ boards }) => { state(boards).targets[0].datasource = { type: 'postgres', uid: 'my-database' }; }],
    ['L0', 'a link to nowhere', /not shipped: \/d\/cvn-nowhere/, ({ boards }) => { state(boards).links[0].url = '/d/cvn-nowhere?x=1'; }],
    ['L0', 'inputs to be asked for', /__inputs, __requires or a host/, ({ boards }) => { operator(boards).__inputs = []; }],
    ['L0', 'a list of what it requires', /__inputs, __requires or a host/, ({ boards }) => { operator(boards).__requires = []; }],
    ['L0', 'the name of a host', /__inputs, __requires or a host/, ({ boards }) => { state(boards).description += ' http://grafana.local'; }],
    ['L0', 'a refresh that is too quick', /refresh 5s/, ({ boards }) => { operator(boards).refresh = '5s'; }],
    ['L1', 'a key of a board that Grafana does not know', /dashboard.*colour/, ({ boards }) => { operator(boards).colour = 'dark'; }],
    ['L1', 'a setting of a board that is of another type', /dashboard\/editable/, ({ boards }) => { operator(boards).editable = 'yes'; }],
    ['L1', 'an option that Grafana does not know', /graphMode/, ({ boards }) => { state(boards).options.graphMode = 'pie'; }],
    ['L1', 'a field setting of another panel', /drawStyle/, ({ boards }) => { why(boards).fieldConfig.defaults.custom.drawStyle = 'line'; }],
    ['L1', 'a kind of panel without a schema', /no schema for piechart/, ({ boards }) => { state(boards).type = 'piechart'; }],
    ['L2', 'a column that is none', /État global: column "colour"/, ({ boards }) => asks(state(boards), 'SELECT colour FROM dagsieve.board_state')],
    ['L2', 'a table that the reader may not change', /cannot execute DELETE|permission denied/, ({ boards }) => asks(state(boards), 'DELETE FROM dagsieve.threshold')],
    ['L2', 'a table that the reader may not read', /permission denied/, ({ boards }) => asks(state(boards), 'SELECT * FROM pg_catalog.pg_authid')],
    ['L2', 'a query that takes too long', /statement timeout/, ({ boards }) => asks(state(boards), 'SELECT pg_sleep(9)')],
    ['L2', 'no row where "unknown" must stand', /no rows where "unknown" must stand/, ({ boards }) => { state(boards).targets[0].rawSql += ' WHERE code = 99'; }],
    ['L2', 'times out of order', /in order of time/, ({ boards }) => asks(panel(boards, 'cvn-operateur', 'État global, 45 jours'), 'SELECT time, code AS "état" FROM dagsieve.board_state_day ORDER BY time DESC')],
    ['L2', 'a macro that Grafana does not know', /\$__since/, ({ boards }) => { state(boards).targets[0].rawSql += ' WHERE $__since(time)'; }],
    ['L2', 'a variable without an answer', /cvn-crypto.json: crypto: /, ({ boards }) => { boards['cvn-crypto.json'].templating.list.find((one) => one.name === 'crypto').query = 'SELECT token FROM dagsieve.universe'; }],
    ['L3', 'settings for a column that is none', /settings for colour/, ({ boards }) => { why(boards).fieldConfig.overrides[0].matcher.options = 'colour'; }],
    ['L3', 'many rows for one number', /a stat wants one row/, ({ boards }) => asks(state(boards), 'SELECT weight FROM dagsieve.board_reason')],
    ['L2', 'a time line without a time', /time_series without a column time/, ({ boards }) => asks(panel(boards, 'cvn-operateur', 'État global, 45 jours'), 'SELECT code AS "état" FROM dagsieve.board_state_day')],
    ['L3', 'a time line without a number', /wants time and numbers/, ({ boards }) => asks(panel(boards, 'cvn-operateur', 'État global, 45 jours'), 'SELECT time FROM dagsieve.board_state_day ORDER BY time')],
    ['L3', 'a chart of texts', /wants one text and numbers/, ({ boards }) => asks(gap(boards), 'SELECT name, name AS ok FROM dagsieve.board_gap')],
    ['L3', 'a number without a word', /number 99 has no word/, ({ boards }) => asks(state(boards), 'SELECT 99 AS code FROM dagsieve.board_state')],
    ['L3', 'a link to a run that is none', /of which there is no attempt/, ({ boards }) => asks(verdicts(boards), 'SELECT crypto, verdict, f1_delta, overfit_gap, std_f1_buy, sortino, cause_code, action, time, run_id AS dag_id, dag_id AS run_id FROM dagsieve.board_verdict')],
    ['L4', 'a colour', /\+ État global: .*\[/, ({ boards }) => { state(boards).fieldConfig.defaults.mappings[0].options['3'].color = 'green'; }],
    ['L4', 'a text', /\+ État global: RED/, ({ boards }) => { state(boards).fieldConfig.defaults.mappings[0].options['3'].text = 'RED'; }],
    ['L4', 'a green where nothing is known', /green although nothing is known: État global/, ({ boards }) => { asks(state(boards), 'SELECT 0 AS code FROM dagsieve.board_state'); }, 'nothing_loaded'],
    ['L5', 'a threshold that nothing reaches', /fires: (?!.*cvn-etat-global)/, ({ files }) => { rules(files)[0].data[1].model.conditions[0].evaluator.params = [1]; }],
    ['L5', 'two numbers a row', /wants one number and texts/, ({ files }) => alerts(files, 'SELECT state, severity, domain, crypto, 1 AS one, fires FROM dagsieve.alert_state')],
    ['L5', 'rows only where something is wrong', /cvn-etat-global: no rows/, ({ files }) => { rules(files)[0].data[0].model.rawSql += ' WHERE state = \'NONE\''; }],
    ['L5', 'a label that is missing', /no label severity/, ({ files }) => alerts(files, 'SELECT state, domain, crypto, fires FROM dagsieve.alert_state')],
    ['L5', 'two rows with the same labels', /two rows with the same labels/, ({ files }) => alerts(files, 'SELECT state, severity, domain, crypto, fires FROM dagsieve.alert_state, generate_series(1, 2)')],
    ['L5', 'a null', /a null, which Grafana reads as normal/, ({ files }) => alerts(files, 'SELECT state, severity, domain, crypto, nullif(fires, fires) AS fires FROM dagsieve.alert_state')],
    ['L5', 'a code without a rule', /no rule for DISK_FULL/, ({ files }) => { files.alerting.groups[0].rules = rules(files).filter((rule) => rule.uid !== 'cvn-incident-disk-full'); }],
    ['L5', 'an action that is not the boards\'', /action differs/, ({ files }) => { rules(files).find((rule) => rule.uid === 'cvn-incident-disk-full').annotations.action = 'attendre'; }],
    ['L5', 'a database whose silence is no alert', /silence of the database must alert/, ({ files }) => { rules(files)[0].noDataState = 'OK'; }],
    ['L6', 'a key that Grafana ignores', /nodata_state: a key that Grafana would ignore/, ({ files }) => { rules(files)[0].nodata_state = 'OK'; }],
    ['L6', 'a list where one value stands', /condition: is a list/, ({ files }) => { rules(files)[0].condition = ['C']; }],
    ['L6', 'an interval that is no multiple of ten seconds', /interval 25s/, ({ files }) => { files.alerting.groups[0].interval = '25s'; }],
    ['L6', 'a rule\'s uid twice', /rule cvn-etat-global twice/, ({ files }) => { rules(files)[1].uid = rules(files)[0].uid; }],
    ['L6', 'a rule whose panel is none', /cvn-etat-global: uid, title, panel/, ({ files }) => { rules(files)[0].panelId = 999; }],
    ['L6', 'a state for no data that Grafana does not know', /noDataState, execErrState, condition/, ({ files }) => { rules(files)[0].noDataState = 'Quiet'; }],
    ['L6', 'a condition that no query gives', /noDataState, execErrState, condition/, ({ files }) => { rules(files)[0].condition = 'B'; }],
    ['L6', 'a dollar in a label, which provisioning eats', /labels, datasource/, ({ files }) => { rules(files)[0].labels.equipe = '$TEAM'; }],
    ['L6', 'a rule on another datasource', /labels, datasource/, ({ files }) => { rules(files)[0].data[0].datasourceUid = 'my-database'; }],
    ['L6', 'a rule without an action', /annotations/, ({ files }) => { rules(files)[0].annotations.action = ''; }],
    ['L6', 'policies, which would replace the operator\'s', /policies/, ({ files }) => { files.alerting.policies = []; }],
    ['L6', 'no jsonData.database', /no jsonData.database/, ({ files }) => { delete files.datasources.datasources[0].jsonData.database; }],
    ['L7', 'a board too large for a ConfigMap', /cvn-run.json: 262144 bytes/, ({ texts }) => { texts['cvn-run.json'] = 'x'.repeat(262144); }],
];
