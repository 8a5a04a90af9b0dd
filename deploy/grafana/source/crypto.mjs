// cvn-crypto: one crypto in depth, compared with nothing but itself and its naive baseline.
import { board, counts, curves, dashed, date, field, figured, inEach, line, long, number, placed, query, series, stat, table, toDo, toRun, unseen, variable, written } from './panels.mjs';
import { UNTESTED, levels, verdicts, worded } from './words.mjs';

const ofCrypto = 'crypto = \'$crypto\' AND $__timeFilter(time)';

// A chart of the newest 500 runs of the time range; more points than that are no picture.
const newest = (columns, view, where = '', tie = 'dag_id, run_id') => `SELECT ${columns} FROM (SELECT * FROM dagsieve.${view}
            WHERE ${where}${ofCrypto} ORDER BY time DESC, ${tie} LIMIT 500) AS newest ORDER BY time, ${tie}`;

// One signal of the strategy that each run's diagnosis rests on, and its limits as the table has them, from edge to edge.
function figure(signal, title, unit, decimals, rule) {
    return curves({
        key: signal, title, w: 8, unit, decimals, rule: `${rule} En pointillé, les seuils de la table threshold.`, manual: '2', empty: 'champ absent des blocs',
        queries: [
            series(newest(`time, value AS "${signal}"`, 'board_figure', `signal = '${signal}' AND `, 'value')),
            series(`SELECT e.time, f.warning AS "seuil attention", f.critical AS "seuil critique" FROM (VALUES ($__timeFrom()::timestamptz), ($__timeTo()::timestamptz)) AS e (time)
                CROSS JOIN (SELECT warning, critical FROM dagsieve.board_figure WHERE signal = '${signal}' AND ${ofCrypto} ORDER BY time DESC, value LIMIT 1) AS f ORDER BY 1`, 'B'),
        ],
        fields: [line(signal, title, 'blue'), dashed('seuil attention', 'seuil attention', 'orange'), dashed('seuil critique', 'seuil critique', 'red')],
    });
}

const now = {
    h: 10,
    panels: [
        stat({
            key: 'verdict', title: 'Verdict de $crypto', w: 6, unit: 'none', solid: true, manual: '7', shown: '/verdict$/', nothing: 'INCONNU', mappings: verdicts(),
            rule: 'Diagnostic principal du dernier run de cette crypto.', empty: 'AUCUN RUN, en gris ; (ancien) au-delà du seuil verdict_age',
            queries: [query('SELECT coalesce((SELECT v.verdict FROM dagsieve.board_verdict AS v WHERE v.crypto = \'$crypto\'), \'AUCUNE CRYPTO\') AS verdict')],
        }),
        table({
            key: 'signaux', title: 'Signaux de $crypto : bloc le plus récent', w: 18, unit: 'none', manual: '2', nothing: UNTESTED, rule: 'Les golden signals de cette crypto, bloc le plus récent, avec leurs seuils de la table threshold. Un OK ancien est INCONNU.',
            empty: 'INCONNU, « donnée absente »',
            queries: [query(`SELECT label, verdict, written, ${written('baseline')}, limits, dagsieve.age_written(since) AS since FROM dagsieve.board_signal WHERE crypto = '$crypto' ORDER BY number`)],
            fields: [
                field('label', { title: 'Signal', minWidth: 230 }), field('verdict', { title: 'Niveau', mappings: worded(levels), chip: true, width: 110 }), field('written', { title: 'Valeur', unit: 'string', width: 130 }),
                number('baseline', 'Baseline', 90), field('limits', { title: 'Seuils', minWidth: 260 }), field('since', { title: 'Depuis', width: 110 }),
            ],
        }),
    ],
};

const model = {
    h: 8,
    panels: [
        curves({
            key: 'f1', title: 'f1_buy contre baseline_f1_buy', w: 8, unit: 'locale', decimals: 3, manual: '2, 14', rule: 'Qualité BUY de la stratégie retenue de chaque run, sur la baseline naïve toujours-BUY (pointillé). 0 SELL est normal (mode binaire).',
            empty: 'aucun bloc',
            queries: [series(newest('time, f1_buy::float8 AS f1_buy, baseline_f1_buy::float8 AS baseline_f1_buy', 'board_strategy'))],
            fields: [line('f1_buy', 'f1_buy', 'blue'), dashed('baseline_f1_buy', 'baseline_f1_buy', 'gray', 'auto')],
        }),
        figure('f1_buy_delta_vs_baseline', 'f1_buy − baseline_f1_buy', 'locale', 3, 'Gain sur la baseline : nul ou négatif, le modèle ne sert à rien.'),
        curves({
            key: 'coherence', title: 'screening_f1_buy et last_fold_f1_buy', w: 8, unit: 'locale', decimals: 3, manual: '2, 14', rule: 'Cohérence : même métrique, même période ; un screening bien plus haut que le dernier fold est un overfit.', empty: 'champ absent des blocs',
            queries: [series(newest('time, screening_f1_buy::float8 AS screening_f1_buy, last_fold_f1_buy::float8 AS last_fold_f1_buy', 'board_strategy'))],
            fields: [line('screening_f1_buy', 'screening', 'purple'), line('last_fold_f1_buy', 'dernier fold', 'blue')],
        }),
    ],
};

const stability = {
    h: 7,
    panels: [
        figure('screening_testing_gap', 'Écart screening − dernier fold', 'locale', 3, 'screening_f1_buy − last_fold_f1_buy.'),
        figure('std_f1_buy', 'Stabilité std_f1_buy', 'locale', 3, 'Écart-type de f1_buy entre folds.'),
        figure('sortino', 'Sortino', 'locale', 2, 'KPI financier de la stratégie retenue.'),
    ],
};

const trading = {
    h: 8,
    panels: [
        curves({
            key: 'sorties', title: 'Sorties : stratégie retenue', w: 8, unit: 'suffix:%', decimals: 0, manual: '2, 14', min: 0, max: 100, rule: 'Parts des sorties de la stratégie retenue de chaque run.', empty: 'champs absents des blocs',
            queries: [series(newest('time, tp_pct::float8 AS tp_pct, sl_pct::float8 AS sl_pct, timeout_pct::float8 AS timeout_pct', 'board_strategy'))],
            fields: [line('tp_pct', 'take-profit', 'semi-dark-green'), line('sl_pct', 'stop-loss', 'semi-dark-red'), line('timeout_pct', 'timeout', 'semi-dark-yellow')],
        }),
        counts({
            key: 'candidats', title: 'Candidats et gates par jour', w: 8, manual: '7', rule: 'Stratégies qui passent les gates et qui n\'y passent pas, par jour.', empty: 'aucun bloc',
            queries: [series(`SELECT ${inEach('1d')}, sum(coalesce(passed, 0)) AS passed, sum(coalesce(not_passed, 0)) AS not_passed FROM dagsieve.board_gate
                WHERE ${ofCrypto} GROUP BY 1 ORDER BY 1`)],
            fields: [line('passed', 'passés', 'semi-dark-green'), line('not_passed', 'rejetés ou non dits', 'gray')],
        }),
        table({
            key: 'rejets', title: 'Raisons de rejet par run', w: 8, unit: 'none', manual: '7, 9', rule: 'Pourquoi les gates rejettent, avec le nombre de candidats.', empty: 'aucun rejet motivé',
            queries: [query(`SELECT dagsieve.age_written(time) AS time, reasons, dag_id, run_id FROM dagsieve.board_gate
                WHERE ${ofCrypto} AND reasons IS NOT NULL ORDER BY board_gate.time DESC, dag_id, run_id LIMIT 200`)],
            fields: [field('time', { title: 'Quand', width: 100 }), long('reasons', 'Raisons', { minWidth: 100 }), long('dag_id', 'DAG', { width: 170, links: [toRun()] }), ...unseen('run_id')],
        }),
    ],
};

const runs = {
    h: 11,
    panels: [
        table({
            key: 'runs', title: 'Tous les runs de $crypto : diagnostic, cause, ligne de preuve', w: 24, unit: 'none', manual: '7, 8, 9',
            rule: 'Un diagnostic principal par run, sa cause suspectée (une hypothèse, jamais une preuve), sa raison, la ligne de log qui le prouve et sa place.', empty: 'aucun run de test de cette crypto sur la période',
            queries: [query(`SELECT time, verdict, concat_ws(' ', severity, domain) AS severity, cause_code, ${figured('f1_delta', 'f1_buy_delta_vs_baseline')}, ${figured('sortino', 'sortino')}, reason, evidence, evidence_place, dag_id, run_id FROM dagsieve.board_diagnosis
                WHERE ${ofCrypto} ORDER BY time DESC, dag_id, run_id LIMIT 400`)],
            fields: [
                date('time', 'Quand'), long('verdict', 'Verdict', { mappings: verdicts(), chip: true, width: 240, links: [toRun()] }), field('severity', { title: 'Sévérité', width: 104 }), field('cause_code', { title: 'Cause', width: 182 }),
                number('f1_delta', 'Δ f1', 84), number('sortino', 'Sortino', 84), long('reason', 'Raison', { minWidth: 90 }),
                long('evidence', 'Preuve', { width: 82 }), placed('evidence_place', 'Fichier:ligne', { width: 270 }), ...unseen('dag_id', 'run_id'),
            ],
        }),
    ],
};

const actions = toDo('du diagnostic de chaque run de la période', `SELECT DISTINCT verdict AS code, action FROM dagsieve.board_diagnosis
        WHERE ${ofCrypto} AND action IS NOT NULL ORDER BY code, action`);

export default board({
    uid: 'cvn-crypto', title: 'CVNTrade 1 · Crypto', description: 'Une crypto en profondeur : qualité contre sa baseline, cohérence, stabilité, sorties, Sortino, gates, chaque run et sa preuve.',
    variables: [variable('crypto', 'Crypto', 'SELECT crypto FROM dagsieve.crypto ORDER BY crypto')], rows: [now, model, stability, trading, runs, actions],
});
