// cvn-operateur: the morning's question, on one screen: in which state is the platform, and why?
import { bars, board, curves, dashed, field, history, line, query, series, stat, table, timeline, toBoard, toCrypto, toRun, variable } from './panels.mjs';
import { UNKNOWN, codes, levels, numbered, states, verdicts, worded } from './words.mjs';

// One golden signal: its figure (of the worst crypto, where it is per crypto) with its past, and its level in words.
function tile(signal, title, unit, decimals, rule, detail = 'cvn-crypto') {
    return stat({
        key: signal, title, w: 4, unit, decimals, rule: `${rule} Seuils : table threshold (signal ${signal}), affichés sur ${detail}.`, manual: '2', spark: true,
        empty: 'INCONNU, en gris ; une valeur ancienne n\'est jamais verte', nothing: '—', shown: '/(value|verdict)$/',
        queries: [
            series(`SELECT time, value FROM dagsieve.board_tile_history
                WHERE signal = '${signal}' AND time >= $__timeFrom() ORDER BY time`),
            query(`SELECT verdict FROM dagsieve.board_tile WHERE signal = '${signal}'`, 'table', 'B'),
        ],
        fields: [field('value', { color: 'text' }), field('verdict', { mappings: worded(levels) })],
        links: [toBoard(detail, 'En détail')],
    });
}

const first = {
    h: 6,
    panels: [
        stat({
            key: 'etat', title: 'État global', w: 4, unit: 'none', solid: true, mappings: numbered(states), manual: '0', color: { mode: 'thresholds' },
            rule: 'La pire règle déclenchée l\'emporte : ROUGE, ORANGE, JAUNE ; VERT seulement si aucune règle ne se déclenche et qu\'un run utile est récent.',
            empty: 'INCONNU, en gris, jamais VERT', nothing: 'INCONNU', queries: [query('SELECT code FROM dagsieve.board_state')], links: [toBoard('cvn-plateforme', 'Plateforme')],
        }),
        timeline({
            key: 'etat45', title: 'État global, 45 jours', w: 8, unit: 'none', mappings: numbered(states), manual: '0',
            rule: 'L\'état de chaque jour, à l\'heure présente, tel que les données d\'aujourd\'hui le montrent.', empty: 'INCONNU, en gris',
            queries: [series(`SELECT time, code AS "état" FROM dagsieve.board_state_day
                WHERE time BETWEEN $__timeFrom() AND $__timeTo()::timestamptz + interval '1 minute' ORDER BY time`)],
        }),
        table({
            key: 'pourquoi', title: 'Pourquoi cet état', w: 12, unit: 'none', manual: '0', nothing: '—',
            rule: 'Les dix règles de l\'état global : celles qui se déclenchent d\'abord, puis celles que des données manquantes empêchent d\'évaluer. Les seuils sont ceux de la table threshold.',
            empty: 'la règle est INCONNU, « donnée absente » dit pourquoi',
            queries: [query('SELECT verdict, label, value, threshold, crypto, since FROM dagsieve.board_reason ORDER BY weight DESC, number')],
            fields: [
                field('verdict', { title: 'État', mappings: worded(states), chip: true, width: 80 }),
                field('label', { title: 'Règle', links: [toBoard('cvn-plateforme', 'Plateforme')], minWidth: 260 }),
                field('value', { title: 'Valeur', width: 150 }), field('threshold', { title: 'Seuil', width: 70 }),
                field('crypto', { title: 'Crypto', width: 90, links: [toCrypto()] }), field('since', { title: 'Depuis', unit: 'dateTimeFromNow', width: 100 }),
            ],
        }),
    ],
};

const platform = {
    h: 3,
    panels: [
        tile('infra_health', 'Santé infra', 'none', undefined, 'OOM kills en 24 h, PVC, CPU, pods down : la pire mesure.', 'cvn-plateforme'),
        tile('pipeline_success_rate', 'Taux de succès pipeline', 'percent', 1, 'Runs réussis sur runs finis, sur la fenêtre glissante du seuil success_window.', 'cvn-plateforme'),
        tile('pipeline_latency', 'Latence pipeline', 's', 1, 'Durée du dernier run du pire DAG contre le p95 de son histoire.', 'cvn-plateforme'),
        tile('model_freshness', 'Fraîcheur du modèle', 'suffix: j', 1, 'Âge du dernier modèle utile, crypto la plus ancienne.'),
        tile('challenger_count', 'Challengers non promus', 'none', 0, 'Modèles enregistrés, non promus.', 'cvn-plateforme'),
        stat({
            key: 'age', title: 'Âge des données', w: 4, unit: 's', decimals: 1, manual: '14', nothing: '—', shown: '/(run_age_s|verdict)$/',
            rule: 'Temps depuis la fin du dernier run ingéré. Au-delà du seuil silence_hours (table threshold) rien sur ce tableau n\'est vert.', empty: 'aucun run ingéré : MUETTE',
            queries: [query('SELECT run_age_s, verdict FROM dagsieve.board_age')],
            fields: [field('run_age_s', { color: 'text' }), field('verdict', { mappings: worded([{ text: 'À JOUR', color: 'semi-dark-green' }, { text: 'MUETTE', color: 'red' }]) })],
            links: [toBoard('cvn-plateforme', 'Ingestion')],
        }),
    ],
};

const quality = {
    h: 3,
    panels: [
        tile('f1_buy_delta_vs_baseline', 'f1_buy − baseline', 'none', 3, 'f1_buy contre la baseline naïve toujours-BUY, la pire crypto.'),
        tile('screening_testing_gap', 'Écart screening − testing', 'none', 3, 'screening_f1_buy − last_fold_f1_buy, la pire crypto.'),
        tile('std_f1_buy', 'Stabilité std_f1_buy', 'none', 3, 'Écart-type de f1_buy entre folds, la pire crypto.'),
        tile('sortino', 'Sortino', 'none', 2, 'KPI financier, la pire crypto.'),
        tile('sl_pct', 'Sorties stop-loss', 'percent', 0, 'Part des sorties au stop-loss, la pire crypto.'),
        tile('timeout_pct', 'Sorties timeout', 'percent', 0, 'Part des sorties par timeout, la pire crypto.'),
    ],
};

const diagnosis = {
    h: 8,
    panels: [
        history({
            key: 'nuits', title: 'Diagnostic par crypto et par nuit', w: 12, unit: 'none', mappings: numbered(codes, 'pas de run'), manual: '7',
            rule: 'Le code principal du dernier run de la nuit, de midi à midi (UTC), à la date du matin. AUDIT_PARTIAL et PROVISIONAL : un bon verdict à ne pas lire comme acquis.', empty: 'case grise, pas de run cette nuit',
            queries: [series(`SELECT time, crypto AS metric, code FROM dagsieve.board_night
                WHERE time BETWEEN $__timeFrom() AND $__timeTo()::timestamptz + interval '12 hours' ORDER BY time, crypto LIKE '(%', crypto`)],
        }),
        table({
            key: 'verdicts', title: 'Derniers verdicts et action', w: 12, unit: 'none', manual: '7, 8, 9', nothing: '—',
            rule: 'Le diagnostic principal du dernier run de chaque crypto, les chiffres de la stratégie qui le porte, la cause suspectée (hypothèse) et l\'action du playbook.',
            empty: 'AUCUN RUN ; (ancien) au-delà du seuil verdict_age de la table threshold',
            queries: [query(`SELECT crypto, verdict, f1_delta, overfit_gap, std_f1_buy, sortino, action, cause_code, time, dag_id, run_id
                FROM dagsieve.board_verdict ORDER BY crypto`)],
            fields: [
                field('crypto', { title: 'Crypto', width: 90, links: [toCrypto()] }),
                field('verdict', { title: 'Verdict', mappings: verdicts(), chip: true, width: 215, links: [toRun()] }),
                field('f1_delta', { title: 'Δ f1', decimals: 3, width: 55 }), field('overfit_gap', { title: 'Écart', decimals: 2, width: 52 }),
                field('std_f1_buy', { title: 'std', decimals: 2, width: 48 }), field('sortino', { title: 'Sortino', decimals: 2, width: 60 }),
                field('action', { title: 'Action (playbook)', minWidth: 260, wrap: true }), field('cause_code', { title: 'Cause', width: 130 }),
                field('time', { title: 'Quand', unit: 'dateTimeFromNow', width: 110 }), field('dag_id', { title: 'DAG', width: 150 }),
                field('run_id', { title: 'Run', width: 220, links: [toRun()] }),
            ],
        }),
    ],
};

const level = Object.fromEntries(levels.map(({ number, color }) => [number, color]));
const evidence = {
    h: 7,
    panels: [
        curves({
            key: 'f1', title: 'f1_buy et sa baseline : $crypto', w: 8, unit: 'none', decimals: 2, manual: '2, 14',
            rule: 'f1_buy de la stratégie retenue de chaque run, sur la baseline naïve toujours-BUY (pointillé). Une crypto ne se compare qu\'à elle-même.', empty: 'aucun bloc de cette crypto',
            queries: [series(`SELECT time, f1_buy::float8 AS f1_buy, baseline_f1_buy::float8 AS baseline_f1_buy FROM (SELECT * FROM dagsieve.board_strategy
                WHERE crypto = '$crypto' AND $__timeFilter(time) ORDER BY time DESC LIMIT 500) AS newest ORDER BY time`)],
            fields: [line('f1_buy', 'f1_buy', 'blue'), dashed('baseline_f1_buy', 'baseline_f1_buy')], links: [{ title: 'Crypto en détail', url: '/d/cvn-crypto?var-crypto=${crypto:percentencode}&${__url_time_range}' }],
        }),
        bars({
            key: 'ecart', title: 'Screening − dernier fold', w: 8, unit: 'none', decimals: 2, manual: '2, 14', x: 'name',
            rule: 'screening_f1_buy − last_fold_f1_buy du bloc le plus récent de chaque crypto, dans la couleur de son niveau ; les seuils de la table threshold sont les barres grises.',
            empty: 'pas de barre : champ absent du bloc',
            queries: [query('SELECT name, ok, warning, critical, unknown, "limit" FROM dagsieve.board_gap ORDER BY place, name')],
            fields: [
                field('ok', { title: 'OK', color: level[0] }), field('warning', { title: 'ATTENTION', color: level[1] }), field('critical', { title: 'CRITIQUE', color: level[2] }),
                field('unknown', { title: 'INCONNU', color: UNKNOWN }), field('limit', { title: 'Seuil', color: 'super-light-blue' }),
            ],
        }),
        bars({
            key: 'sorties', title: 'Sorties TP / SL / timeout', w: 8, unit: 'percent', decimals: 0, manual: '2, 14', x: 'name', stacked: 'percent',
            rule: 'Parts des sorties du dernier verdict de chaque crypto. « SL » ou « timeout » après le nom : seuil d\'attention franchi ; « ! » : seuil critique (table threshold).',
            empty: 'pas de barre : champs absents',
            queries: [query('SELECT name, tp_pct, sl_pct, timeout_pct FROM dagsieve.board_exit ORDER BY crypto')],
            fields: [field('tp_pct', { title: 'take-profit', color: 'semi-dark-green' }), field('sl_pct', { title: 'stop-loss', color: 'semi-dark-red' }), field('timeout_pct', { title: 'timeout', color: 'semi-dark-yellow' })],
        }),
    ],
};

const freshness = {
    title: 'Fraîcheur et complétude de l\'ingestion',
    rows: [{
        h: 8,
        panels: [
            table({
                key: 'chargements', title: 'Derniers chargements', w: 14, unit: 'none', manual: '14', nothing: '—',
                rule: 'Un chargement par ligne : fichiers lus, connus, en échec, lignes et rejets.', empty: 'jamais chargé',
                queries: [query(`SELECT time, verdict, duration_s, files, skipped, failed, logs, lines, rejects, version
                    FROM dagsieve.board_load ORDER BY time DESC LIMIT 30`)],
                fields: [
                    field('time', { title: 'Début', unit: 'dateTimeAsIso' }), field('verdict', { title: 'Issue' }), field('duration_s', { title: 'Durée', unit: 's' }), field('files', { title: 'Fichiers' }),
                    field('skipped', { title: 'Déjà connus' }), field('failed', { title: 'En échec' }), field('logs', { title: 'Logs' }), field('lines', { title: 'Lignes' }), field('rejects', { title: 'Rejets' }),
                ],
            }),
            table({
                key: 'incomplets', title: 'Logs incomplets', w: 10, unit: 'none', manual: '14', nothing: '—', rule: 'Logs auxquels quelque chose manque : issue, identité, heure, fin de bloc ; lignes rejetées.', empty: 'tout est complet',
                queries: [query(`SELECT time, dag_id, run_id, task_id, why FROM dagsieve.board_missing
                    WHERE $__timeFilter(time) ORDER BY time DESC LIMIT 100`)],
                fields: [field('time', { title: 'Quand', unit: 'dateTimeFromNow' }), field('dag_id', { title: 'DAG' }), field('run_id', { title: 'Run', links: [toRun()] }), field('task_id', { title: 'Tâche' }), field('why', { title: 'Ce qui manque' })],
            }),
        ],
    }],
};

export default board({
    uid: 'cvn-operateur', title: 'CVNTrade 0 · Opérateur', description: 'L\'état de la plateforme chaque matin, et pourquoi, sans lire un log.',
    variables: [variable('crypto', 'Crypto', 'SELECT crypto FROM dagsieve.crypto ORDER BY crypto')],
    rows: [first, platform, quality, diagnosis, evidence, freshness],
});
