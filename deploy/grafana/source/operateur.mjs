// cvn-operateur: the morning's question, on one screen: in which state is the platform, why, and what is to be done? The first screen is 20 rows high (1600 x 900);
// its first 16 (1366 x 768) have all but the last actions. On a phone panels follow each other by row, then column: state, why, actions come first. What has
// sentences is as narrow as a phone on every screen, so that its rows are high enough there too.
import { BLANK, WHERE, board, curves, dashed, field, figured, line, long, number, placed, query, series, stat, table, timeline, toCrypto, toRun, toWhere, unseen, variable } from './panels.mjs';
import { UNKNOWN, UNTESTED, ages, codes, failures, inked, levels, loads, numbered, painted, severities, states, verdicts, worded } from './words.mjs';

const SIZES = [14, 20], BEFORE = [13, 20]; // px, of what stands over and before its level
const WIDE = 7; // columns on which a signal's figure has room before its level, not over it

// Where no strategies are tested one row says so: no row at all is no answer.
const UNTESTED_ROW = `
            UNION ALL SELECT chr(8203), 'sans stratégie', 0 WHERE NOT (SELECT dagsieve.has_strategies())`;

// Signals that belong together: the short name (of a latency the DAG's), figure, trend and worst crypto of each over or before its level.
function signals(key, title, w, manual, rows, without = '') {
    const names = rows.map(([signal, name], place) => `(${place}, '${signal}', '${name}')`).join(', ');
    return stat({
        key, title, w, unit: 'none', manual, list: w >= WIDE ? BEFORE : SIZES, wide: w >= WIDE, shown: '/^level$/', nothing: 'INCONNU', mappings: worded(inked([...levels, ...ages])),
        rule: `${rows.map(([signal, name, rule]) => `${name} : ${rule} (${signal})`).join(' ; ')}. La pire crypto est nommée, par son bloc le plus récent ; ↗ ↘ → : contre il y a 7 jours. Seuils : table threshold.`,
        empty: 'INCONNU, en gris ; une valeur ancienne n\'est jamais verte ; sans stratégie : rien n\'en est testé ici',
        queries: [query(`SELECT name, level FROM (SELECT concat_ws(' ', CASE WHEN t.signal <> 'pipeline_latency' OR t.figure = '' THEN n.name END, replace(t.figure, 'non calculable', 'indéfini')) AS name, t.level, n.place FROM (VALUES ${names}) AS n (place, signal, name)
            JOIN dagsieve.board_tile_written AS t ON t.signal = n.signal
            WHERE t.signal IN (${rows.map(([signal]) => `'${signal}'`).join(', ')})${without}) AS tile
            ORDER BY place`)],
    });
}

const state = stat({
    key: 'etat', title: 'État global', unit: 'none', solid: true, mappings: numbered(states), manual: '0', color: { mode: 'thresholds' },
    rule: 'La pire règle déclenchée l\'emporte : ROUGE, ORANGE, JAUNE ; VERT seulement si aucune règle ne se déclenche et qu\'un run utile est récent.',
    empty: 'INCONNU, en gris, jamais VERT', nothing: 'INCONNU', queries: [query('SELECT code FROM dagsieve.board_state')],
});

const days = timeline({
    key: 'etat_jours', title: 'État global par jour', unit: 'none', mappings: numbered(states), manual: '0', merged: true, quiet: true,
    rule: 'Chaque segment est un jour, jusqu\'à l\'heure présente ; le dernier est l\'état d\'aujourd\'hui. Tel que les données d\'aujourd\'hui le montrent.', empty: 'INCONNU, en gris',
    queries: [series(`SELECT time - interval '1 day' AS time, code AS " " FROM dagsieve.board_state_day
        WHERE time > $__timeFrom() AND time <= $__timeTo()::timestamptz + interval '1 minute' ORDER BY time`)],
});

// A stat gives each row the same height and lets a long one run over the next: a rule has two lines of 48 characters, on a phone as anywhere. Of the two rules of
// the success rate the worse one is told, and the green one where it holds: so many rows, always, that none is a wall of colour.
const why = stat({
    key: 'pourquoi', title: 'Pourquoi cet état', w: 7, unit: 'none', manual: '0', list: [14, 14], solid: true, shown: '/__data/', nothing: 'INCONNU', color: { mode: 'fixed', fixedColor: UNKNOWN },
    rule: 'Les règles qui se déclenchent, la pire d\'abord, en couleur, puis celles que des données manquantes empêchent d\'évaluer, en gris, puis les autres, sans couleur : règle et crypto ; état, valeur (seuil), depuis quand. Seuils : table threshold.',
    empty: 'la règle est INCONNU, « donnée absente » dit pourquoi',
    queries: [query(`SELECT concat_ws(' · ', label, crypto) AS rule, concat_ws(' · ', verdict || ' ' || verdict, concat(value, ' (' || threshold || ')'), CASE WHEN verdict <> 'non' THEN dagsieve.age_written(since) END) AS fact, crypto, board
        FROM (SELECT DISTINCT ON (CASE WHEN rule LIKE 'success_rate%' THEN 'success_rate' ELSE rule END) * FROM dagsieve.board_reason
            WHERE weight > 0 OR rule <> 'recent_useful_run' ORDER BY CASE WHEN rule LIKE 'success_rate%' THEN 'success_rate' ELSE rule END, weight DESC, number DESC) AS reason ORDER BY weight DESC, number`)],
    fields: [field('fact', { title: '${__data.fields.rule}', mappings: painted([...states, { text: 'non', color: 'transparent' }]), links: [toWhere()] })],
});

// A stat's text goes on in the next line where it must; six are as many as have room, and fewer leave theirs free.
const verdict = stat({
    key: 'verdicts', title: 'Derniers verdicts et action', w: 6, unit: 'none', manual: '7, 8, 9', list: [14, 13], solid: true, shown: '/__data/', nothing: 'INCONNU', color: { mode: 'fixed', fixedColor: UNKNOWN },
    rule: 'Le diagnostic principal du dernier run de chaque crypto, le plus grave d\'abord, dans sa couleur, et l\'action du playbook, entière. De plus de six cryptos les six plus graves ; toutes, et les chiffres, sont plus bas.',
    empty: 'AUCUN RUN ; (ancien), en gris, au-delà du seuil verdict_age de la table threshold, ou quand plus aucun run n\'arrive ; sans stratégie : rien n\'en est testé ici',
    queries: [query(`SELECT whose, said, crypto, dag_id, run_id, board FROM (SELECT place, concat_ws(' · ', crypto, verdict) AS whose, code || ' ' || action AS said, crypto, dag_id, run_id, board FROM dagsieve.board_action
        WHERE place <= 6
        UNION ALL SELECT 7, '6 des ' || count(*) || ' cryptos, les pires d''abord', 'AUCUN toutes sont plus bas', NULL, NULL, NULL, 'cvn-operateur' FROM dagsieve.crypto HAVING count(*) > 6
        UNION ALL SELECT 0, chr(8203), 'AUCUN ${UNTESTED}', NULL, NULL, NULL, 'cvn-plateforme' WHERE NOT (SELECT dagsieve.has_strategies())
        UNION ALL SELECT n, chr(8203), 'VIDE ' || chr(8203), NULL, NULL, NULL, 'cvn-operateur' FROM generate_series(1, 6) AS n WHERE n > (SELECT count(*) FROM dagsieve.crypto)) AS shown ORDER BY place`)],
    fields: [field('said', { title: '${__data.fields.whose}', mappings: painted([...codes, { text: 'AUCUN', color: UNKNOWN }, { text: 'VIDE', color: 'transparent' }]), links: [toWhere('dag_id', 'run_id')] })],
});

// Nights from noon to noon (UTC), each cell as wide as a night; the one that has just begun once a run of it has ended, and then wide enough to be seen.
const nightly = (where) => series(`SELECT least(time - interval '12 hours', $__timeTo()::timestamptz - interval '18 hours') AS time, crypto AS metric, code FROM dagsieve.board_night
        WHERE time > $__timeFrom()::timestamptz - interval '12 hours' AND (time <= $__timeTo() OR time <= $__timeTo()::timestamptz + interval '12 hours' AND code IS NOT NULL)${where} ORDER BY 1, crypto LIKE '(%', crypto`);
const night = {
    w: 11, unit: 'none', mappings: numbered(codes, 'pas de run'), manual: '7', empty: 'case grise, pas de run cette nuit',
    rule: 'Le code principal du dernier run de la nuit, de midi à midi (UTC), dans la couleur des verdicts. AUDIT_PARTIAL et PROVISIONAL : un bon verdict à ne pas lire comme acquis.',
};
const nights = timeline({
    ...night, w: 7, key: 'nuits', title: 'Diagnostic par crypto et par nuit', quiet: true, rule: `${night.rule} Six cryptos, les plus graves ; toutes sont plus bas.`,
    queries: [nightly(` AND (crypto LIKE '(%' OR crypto IN (SELECT a.crypto FROM dagsieve.board_action AS a WHERE a.place <= 6))`)],
});

const incidents = table({
    key: 'incidents24', title: 'Incidents depuis 24 h', w: 11, rows: 'md', unit: 'none', manual: '17', nothing: 'aucun incident, aucune panne nouvelle depuis 24 h', headless: true, empty: 'aucun incident connu, aucune panne nouvelle',
    rule: 'Pannes en rafale, nouvelles, revenues, et signatures d\'incidents vues dans les logs, les plus graves d\'abord : sévérité, quoi, DAG, combien de fois et depuis quand la dernière. Le titre d\'une panne est entier, sur plusieurs lignes ; sous le nombre de fois, le fichier et la ligne d\'un exemple : l\'œil de la cellule les montre entiers et les copie. L\'action est sur cvn-plateforme.',
    queries: [query(`SELECT chip, said, more, dag_id, run_id, board FROM dagsieve.board_alarm_line
        ORDER BY place NULLS LAST, board_alarm_line.time DESC, what, dag_id, run_id, line LIMIT 200`)],
    fields: [
        field('chip', { title: 'Sév.', mappings: painted([...severities, ...failures, ...states.filter(({ number }) => number < 0)]), chip: true, width: 94, nothing: BLANK }), field('said', { title: 'Quoi', minWidth: 330, links: [toRun(WHERE)], nothing: BLANK }),
        placed('more', 'Fois, quand, exemple', { width: 132, nothing: BLANK }), ...unseen('dag_id', 'run_id', 'board'),
    ],
});

// What was read last: a board that a batch feeds shows its own age.
const ingestion = stat({
    key: 'ingestion', title: 'Ingestion', w: 7, unit: 'none', manual: '14', list: SIZES, shown: '/^level$/', nothing: 'INCONNU', mappings: worded(inked([...loads, { text: '\\d+ logs', color: UNKNOWN }])),
    rule: 'Le dernier chargement, quand et comment il a fini, ce qu\'il a lu et rejeté ; les logs des dernières 24 h auxquels quelque chose manque. Plus bas : lesquels.', empty: 'jamais chargé',
    queries: [query(`SELECT name, level FROM (SELECT 1 AS place, concat_ws(' · ', 'Chargement ' || dagsieve.age_written(time), files || ' fichiers', rejects || ' rejets') AS name, verdict AS level FROM (SELECT * FROM dagsieve.board_load ORDER BY board_load.time DESC, load_id LIMIT 1) AS newest
        UNION ALL SELECT 1, 'Chargement', 'jamais' WHERE NOT EXISTS (SELECT FROM dagsieve.board_load)
        UNION ALL SELECT 2, 'Incomplets depuis 24 h', count(*) || ' logs' FROM dagsieve.board_missing WHERE time > dagsieve.now() - interval '24 hours') AS told ORDER BY place`)],
});

// From the left: state and machines, beneath them what struck; what is to be done; the days, the model, the nights. On a phone the panels at the top come first,
// from left to right: so none stands there before the actions but the state and why.
const morning = {
    h: 20,
    panels: [
        {
            w: 11,
            stack: [
                {
                    h: 13,
                    across: [
                        {
                            w: 4,
                            stack: [
                                { h: 6, ...state },
                                {
                                    h: 7,
                                    ...signals('plateforme', 'Plateforme', 4, '2, 14', [['infra_health', 'Infra', 'OOM kills en 24 h, PVC, CPU, pods down, la pire mesure'], ['pipeline_success_rate', 'Succès', 'runs réussis sur finis, sur la fenêtre du seuil success_window'],
                                        ['pipeline_latency', 'Latence', 'sous son nom, le dernier run du pire DAG contre le p95 de son histoire'], ['age', 'Run', 'âge du dernier run ingéré']]),
                                },
                            ],
                        },
                        why,
                    ],
                },
                { h: 7, ...incidents },
            ],
        },
        verdict,
        {
            w: 7,
            stack: [
                { h: 3, ...days },
                {
                    h: 4,
                    ...signals('modele', 'Modèle', 7, '2', [['f1_buy_delta_vs_baseline', 'Δ f1', 'f1_buy − baseline'], ['screening_testing_gap', 'Écart', 'screening − dernier fold'], ['std_f1_buy', 'std f1', 'écart-type entre folds'],
                        ['model_freshness', 'Âge', 'dernier modèle utile']], UNTESTED_ROW),
                },
                {
                    h: 4,
                    ...signals('trading', 'Trading', 7, '2', [['sortino', 'Sortino', 'KPI financier'], ['sl_pct', 'SL', 'part des sorties au stop-loss'], ['timeout_pct', 'Timeout', 'part des sorties au timeout'], ['challenger_count', 'Challengers', 'modèles enregistrés, non promus']], UNTESTED_ROW),
                },
                { h: 5, ...nights },
                { h: 4, ...ingestion },
            ],
        },
    ],
};

const evidence = {
    h: 9,
    panels: [
        curves({
            key: 'f1', title: 'f1_buy et sa baseline : $crypto', w: 8, unit: 'locale', decimals: 3, manual: '2, 14',
            rule: 'f1_buy de la stratégie retenue de chaque run, sur la baseline naïve toujours-BUY (pointillé). Une crypto ne se compare qu\'à elle-même.', empty: 'aucun bloc de cette crypto',
            queries: [series(`SELECT time, f1_buy::float8 AS f1_buy, baseline_f1_buy::float8 AS baseline_f1_buy FROM (SELECT * FROM dagsieve.board_strategy
                WHERE crypto = '$crypto' AND $__timeFilter(time) ORDER BY time DESC, dag_id, run_id LIMIT 500) AS newest ORDER BY time, dag_id, run_id`)],
            fields: [line('f1_buy', 'f1_buy', 'blue'), dashed('baseline_f1_buy', 'baseline_f1_buy', 'gray', 'auto')], links: [{ title: 'Crypto en détail', url: '/d/cvn-crypto?var-crypto=${crypto:percentencode}&${__url_time_range}' }],
        }),
        table({
            key: 'ecart', title: 'Écart screening − dernier fold', w: 8, unit: 'none', manual: '2, 14', nothing: UNTESTED,
            rule: 'screening_f1_buy − last_fold_f1_buy du bloc le plus récent de chaque crypto, le pire d\'abord. Seuils : table threshold, affichés sur cvn-crypto.', empty: 'INCONNU, champ absent du bloc',
            queries: [query(`SELECT crypto, value::float8 AS bar, dagsieve.written_beside('{}', value, dagsieve.limits_of(signal)) AS value, verdict FROM dagsieve.board_signal
                WHERE signal = 'screening_testing_gap' ORDER BY board_signal.value DESC NULLS LAST, crypto`)],
            fields: [
                field('crypto', { title: 'Crypto', width: 156, links: [toCrypto()] }), field('bar', { title: 'Écart', gauge: true, min: 0, max: 0.5, minWidth: 60, color: 'semi-dark-blue' }), number('value', BLANK, 76), field('verdict', { title: 'Niveau', mappings: worded(levels), chip: true, width: 104 }),
            ],
        }),
        table({
            key: 'sorties', title: 'Sorties TP / SL / timeout', w: 8, unit: 'none', manual: '2, 14', nothing: UNTESTED,
            rule: 'Parts des sorties du bloc le plus récent de chaque crypto, comme les signaux ; stop-loss et timeout dans la couleur de leur niveau (table threshold).', empty: 'champs absents',
            queries: [query('SELECT crypto, dagsieve.written(\'{} %\', round(tp_pct::numeric, 1)) AS tp, sl, timeout FROM dagsieve.board_exit ORDER BY sl_pct DESC NULLS LAST, crypto')],
            fields: [
                field('crypto', { title: 'Crypto', width: 156, links: [toCrypto()] }), field('tp', { title: 'TP', minWidth: 68, align: 'right' }), field('sl', { title: 'SL', mappings: painted(levels), chip: true, width: 88 }),
                field('timeout', { title: 'Timeout', mappings: painted(levels), chip: true, width: 88 }),
            ],
        }),
    ],
};

const figures = {
    h: 10,
    panels: [
        table({
            key: 'chiffres', title: 'Chiffres des derniers verdicts : stratégie retenue', w: 24, unit: 'none', manual: '7, 8, 9', nothing: UNTESTED, rule: 'Les chiffres de la stratégie qui porte le dernier verdict de chaque crypto, et la cause suspectée (hypothèse).', empty: 'AUCUN RUN',
            queries: [query(`SELECT crypto, verdict, ${figured('f1_delta', 'f1_buy_delta_vs_baseline')}, ${figured('overfit_gap', 'screening_testing_gap')}, ${figured('std_f1_buy', 'std_f1_buy')}, ${figured('sortino', 'sortino')}, cause_code, dagsieve.age_written(time) AS time, dag_id, run_id,
                CASE WHEN run_id IS NULL THEN 'cvn-crypto' ELSE 'cvn-run' END AS board FROM dagsieve.board_verdict ORDER BY crypto`)],
            fields: [
                field('crypto', { title: 'Crypto', width: 156, links: [toCrypto()] }), long('verdict', 'Verdict', { mappings: verdicts(), chip: true, width: 280, links: [toWhere('dag_id', 'run_id')] }), number('f1_delta', 'Δ f1', 92),
                number('overfit_gap', 'Écart', 92), number('std_f1_buy', 'std f1', 92), number('sortino', 'Sortino', 110), field('cause_code', { title: 'Cause', width: 190 }),
                field('time', { title: 'Quand', width: 110 }), long('dag_id', 'DAG', { minWidth: 120 }), ...unseen('run_id', 'board'),
            ],
        }),
    ],
};

const everyAction = {
    h: 10,
    panels: [
        table({
            key: 'actions', title: 'Toutes les cryptos : verdict et action', w: 24, unit: 'none', manual: '7, 8, 9', nothing: UNTESTED, headless: true,
            rule: 'Le dernier verdict de chaque crypto, le plus grave d\'abord, et l\'action du playbook, entière.', empty: 'AUCUN RUN',
            queries: [query(`SELECT code || ' ' || crypto AS chip, concat_ws(' ', '(' || nullif(split_part(verdict, ' (', 2), ''), action) AS action, split_part(verdict, ' (', 1) AS verdict, crypto, dag_id, run_id, board
                FROM dagsieve.board_action ORDER BY place`)],
            fields: [
                field('chip', { title: 'Crypto', mappings: painted([...codes, { text: 'AUCUN', color: UNKNOWN }]), chip: true, width: 150, links: [toCrypto()] }), field('action', { title: 'Action (playbook)', minWidth: 900, nothing: BLANK }),
                field('verdict', { title: 'Verdict', width: 196, nothing: BLANK, links: [toWhere('dag_id', 'run_id')] }), ...unseen('crypto', 'dag_id', 'run_id', 'board'),
            ],
        }),
    ],
};

const rules = {
    h: 12,
    panels: [
        table({
            key: 'regles', title: 'Les dix règles de l\'état global', w: 24, unit: 'none', manual: '0', rule: 'Chaque règle, qu\'elle se déclenche ou non. Seuils : table threshold.', empty: 'INCONNU', nothing: 'aucune règle',
            queries: [query('SELECT verdict, label, value, threshold, crypto, dagsieve.age_written(since) AS since, board FROM dagsieve.board_reason ORDER BY weight DESC, number')],
            fields: [
                field('verdict', { title: 'État', mappings: worded(states), chip: true, width: 90 }), field('label', { title: 'Règle', links: [toWhere()], minWidth: 350 }), field('value', { title: 'Valeur', width: 380 }), field('threshold', { title: 'Seuil', width: 90 }),
                field('crypto', { title: 'Crypto', width: 140, nothing: BLANK }), field('since', { title: 'Depuis', width: 110 }), ...unseen('board'),
            ],
        }),
    ],
};

const everyNight = {
    title: 'Toutes les cryptos, nuit par nuit',
    rows: [{ h: 16, panels: [timeline({ ...night, key: 'toutes', title: 'Diagnostic de toutes les cryptos', w: 24, perPage: 31, queries: [nightly('')] })] }],
};

const freshness = {
    title: 'Fraîcheur et complétude de l\'ingestion',
    rows: [{
        h: 8,
        panels: [
            table({
                key: 'charges', title: 'Derniers chargements', w: 9, unit: 'none', manual: '14', rule: 'Ce que les derniers chargements ont lu : le tableau ne sait rien de plus.', empty: 'jamais chargé',
                queries: [query('SELECT dagsieve.age_written(time) AS time, verdict, files, lines, rejects FROM dagsieve.board_load ORDER BY board_load.time DESC, load_id LIMIT 30')],
                fields: [field('time', { title: 'Début', width: 110 }), field('verdict', { title: 'Issue', minWidth: 100 }), field('files', { title: 'Fichiers', width: 80 }), field('lines', { title: 'Lignes', width: 80 }), field('rejects', { title: 'Rejets', width: 70 })],
            }),
            table({
                key: 'incomplets', title: 'Logs incomplets', w: 15, unit: 'none', manual: '14', rule: 'Logs auxquels quelque chose manque : issue, identité, heure, fin de bloc ; lignes rejetées.', empty: 'tout est complet',
                queries: [query(`SELECT dagsieve.age_written(time) AS time, dag_id, run_id, task_id, why FROM dagsieve.board_missing
                    WHERE $__timeFilter(time) ORDER BY board_missing.time DESC, dag_id, run_id, task_id, try_number, source, why LIMIT 100`)],
                fields: [field('time', { title: 'Quand', width: 110 }), long('dag_id', 'DAG', { width: 180 }), long('run_id', 'Run', { width: 160, links: [toRun()] }), long('task_id', 'Tâche', { width: 130 }), long('why', 'Ce qui manque', { minWidth: 180 })],
            }),
        ],
    }],
};

export default board({
    uid: 'cvn-operateur', title: 'CVNTrade 0 · Opérateur', description: 'L\'état de la plateforme chaque matin, pourquoi, et que faire, sans lire un log.',
    variables: [variable('crypto', 'Crypto', 'SELECT crypto FROM dagsieve.crypto ORDER BY crypto')],
    rows: [morning, evidence, everyAction, figures, rules, everyNight, freshness],
});
