// cvn-plateforme: the machine room: success, latency, memory and disk, incidents, ingestion.
import { bars, board, curves, field, line, query, series, table, toRun } from './panels.mjs';
import { levels, severities, worded } from './words.mjs';

const signals = {
    h: 7,
    panels: [
        table({
            key: 'signaux', title: 'Signaux de la plateforme', w: 12, unit: 'none', manual: '2', nothing: '—', rule: 'Les golden signals qui ne dépendent pas d\'une crypto, avec leurs seuils de la table threshold. Un OK ancien est INCONNU.', empty: 'INCONNU, « donnée absente »',
            queries: [query('SELECT label, verdict, written, limits, since FROM dagsieve.board_signal WHERE crypto IS NULL ORDER BY number')],
            fields: [
                field('label', { title: 'Signal' }), field('verdict', { title: 'Niveau', mappings: worded(levels), chip: true, width: 110 }), field('written', { title: 'Valeur', width: 120 }), field('limits', { title: 'Seuils', minWidth: 260 }),
                field('since', { title: 'Depuis', unit: 'dateTimeFromNow', width: 120 }),
            ],
        }),
        table({
            key: 'pipelines', title: 'Taux de succès et latence par DAG', w: 12, unit: 'none', manual: '2, 7', nothing: '—', rule: 'Runs réussis sur runs finis, sur la fenêtre du seuil success_window ; PIPELINE_DEGRADED sous le seuil critique. Durée du dernier run contre le p95 de l\'histoire du DAG.', empty: 'aucun run fini depuis 7 jours',
            queries: [query('SELECT dag_id, verdict, rate, succeeded, finished, last_s, p95_s, over_p95_pct FROM dagsieve.board_pipeline ORDER BY rate, dag_id')],
            fields: [
                field('dag_id', { title: 'DAG' }), field('verdict', { title: 'Niveau', mappings: worded([...levels, { text: 'PIPELINE_DEGRADED', color: 'red' }]), chip: true, width: 170 }), field('rate', { title: 'Succès', unit: 'percent', decimals: 1, width: 80 }),
                field('succeeded', { title: 'Réussis', width: 75 }), field('finished', { title: 'Finis', width: 65 }), field('last_s', { title: 'Dernier', unit: 's', decimals: 1, width: 95 }), field('p95_s', { title: 'p95', unit: 's', decimals: 1, width: 95 }),
                field('over_p95_pct', { title: 'Au-delà du p95', unit: 'percent', decimals: 0, width: 115 }),
            ],
        }),
    ],
};

const runs = {
    h: 8,
    panels: [
        curves({
            key: 'issues', title: 'Runs par jour et par issue', w: 8, unit: 'none', decimals: 0, manual: '2', bars: true, stacked: 'normal', min: 0, rule: 'Runs finis ce jour-là, tous DAGs.', empty: 'aucun run sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1d'), count(*) FILTER (WHERE state = 'success') AS "success", count(*) FILTER (WHERE state = 'failed') AS "failed", count(*) FILTER (WHERE state NOT IN ('success', 'failed')) AS "sans issue"
                FROM dagsieve.board_run WHERE $__timeFilter(time) GROUP BY 1 ORDER BY 1`)],
            fields: [line('success', 'success', 'semi-dark-green'), line('failed', 'failed', 'red'), line('sans issue', 'sans issue', 'gray')],
        }),
        curves({
            key: 'durees', title: 'Durée médiane des runs par DAG', w: 8, unit: 's', decimals: 1, manual: '2', min: 0, rule: 'Médiane du jour, par DAG, runs finis.', empty: 'aucun run fini sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1d'), dag_id AS metric, percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_s) AS duration_s
                FROM dagsieve.board_run WHERE $__timeFilter(time) AND state IN ('success', 'failed') GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
        curves({
            key: 'memoire', title: 'OOM kills et volumes pleins par jour', w: 8, unit: 'none', decimals: 0, manual: '2, 17', bars: true, stacked: 'normal', min: 0, rule: 'Tentatives tuées par manque de mémoire (OOM_KILLED) ou qui ont trouvé un volume plein (DISK_FULL), lues dans les logs.', empty: 'aucun run sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1d'), sum(n_oom) AS "OOM_KILLED", sum(n_disk_full) AS "DISK_FULL"
                FROM dagsieve.board_run WHERE $__timeFilter(time) GROUP BY 1 ORDER BY 1`)],
            fields: [line('OOM_KILLED', 'OOM_KILLED', 'purple'), line('DISK_FULL', 'DISK_FULL', 'dark-purple')],
        }),
    ],
};

const infra = {
    h: 8,
    panels: [
        curves({
            key: 'mesures', title: 'Mesures infra importées', w: 8, unit: 'none', manual: '2', rule: 'Ce que les logs ne disent pas : pvc_pct, cpu_pct, pods_down, oom_kills, challenger_count (dagsieve import infra).', empty: 'aucune mesure importée : la santé infra est INCONNU',
            queries: [series(`SELECT time, metric, value FROM dagsieve.board_infra
                WHERE $__timeFilter(time) ORDER BY time, metric`)],
        }),
        table({
            key: 'incidents', title: 'Incidents connus', w: 16, unit: 'none', manual: '17', nothing: '—', filterable: true, rule: 'Signatures d\'incidents trouvées dans les logs, avec leur ligne, leur sévérité et ce qu\'il faut faire.', empty: 'aucun incident sur la période',
            queries: [query(`SELECT time, code, severity, domain, meaning, action, dag_id, run_id, task, count, line, evidence FROM dagsieve.board_incident
                WHERE $__timeFilter(time) ORDER BY time DESC LIMIT 300`)],
            fields: [
                field('time', { title: 'Quand', unit: 'dateTimeFromNow', width: 120 }), field('code', { title: 'Incident', width: 180, links: [toRun()] }), field('severity', { title: 'Sévérité', mappings: worded(severities), chip: true, width: 80 }), field('domain', { title: 'Domaine', width: 90 }),
                field('meaning', { title: 'Sens', width: 210 }), field('action', { title: 'Action', width: 230 }), field('dag_id', { title: 'DAG', width: 150 }), field('run_id', { title: 'Run', width: 240, links: [toRun()] }), field('task', { title: 'Tâche', width: 130 }), field('count', { title: 'Fois', width: 60 }),
                field('line', { title: 'Ligne', width: 70 }), field('evidence', { title: 'Preuve', minWidth: 260 }),
            ],
        }),
    ],
};

const ingestion = {
    h: 8,
    panels: [
        table({
            key: 'chargements', title: 'Chargements', w: 12, unit: 'none', manual: '14', nothing: '—', rule: 'Chaque chargement : ce qu\'il a lu, sauté, rejeté ; « interrompu » : tué avant sa fin.', empty: 'jamais chargé',
            queries: [query(`SELECT time, verdict, duration_s, shard, files, skipped, failed, logs, replaced, lines, bytes, blocks, events, rejects, version FROM dagsieve.board_load
                WHERE $__timeFilter(time) ORDER BY time DESC LIMIT 300`)],
            fields: [
                field('time', { title: 'Début', unit: 'dateTimeAsIso', width: 160 }), field('verdict', { title: 'Issue', width: 120, mappings: worded([{ text: 'tout gardé', color: 'semi-dark-green' }, { text: 'rejets', color: 'yellow' }, { text: 'en cours', color: 'blue' }, { text: 'interrompu', color: 'red' }, { text: 'base', color: 'red' }, { text: 'entrée', color: 'orange' }]) }),
                field('duration_s', { title: 'Durée', unit: 's', decimals: 1, width: 80 }), field('shard', { title: 'Part', width: 60 }), field('files', { title: 'Fichiers' }), field('skipped', { title: 'Déjà connus' }), field('failed', { title: 'En échec' }), field('logs', { title: 'Logs' }), field('replaced', { title: 'Remplacés' }),
                field('lines', { title: 'Lignes' }), field('bytes', { title: 'Octets', unit: 'bytes' }), field('blocks', { title: 'Blocs' }), field('events', { title: 'Événements' }), field('rejects', { title: 'Rejets' }), field('version', { title: 'Version' }),
            ],
        }),
        table({
            key: 'cles', title: 'Clés inconnues dans les blocs', w: 6, unit: 'none', manual: '14', nothing: '—', rule: 'Clés des blocs CORRELATION DATA qui ne sont pas des champs, ou dont la valeur a été refusée : une interface a changé.', empty: 'toutes les clés sont connues',
            queries: [query(`SELECT key, count(*) AS n, min(time) AS first_seen, max(time) AS last_seen FROM dagsieve.board_unknown_key
                WHERE $__timeFilter(time) GROUP BY key ORDER BY n DESC, key LIMIT 100`)],
            fields: [field('key', { title: 'Clé' }), field('n', { title: 'Fois', width: 60 }), field('first_seen', { title: 'Première', unit: 'dateTimeFromNow' }), field('last_seen', { title: 'Dernière', unit: 'dateTimeFromNow' })],
        }),
        bars({
            key: 'rejets', title: 'Rejets par code', w: 6, unit: 'none', decimals: 0, manual: '14', x: 'code', rule: 'Morceaux de logs refusés, par code (dagsieve explain complaints).', empty: 'rien n\'a été refusé',
            queries: [query(`SELECT code, count(*) AS n FROM dagsieve.board_reject
                WHERE $__timeFilter(time) GROUP BY code ORDER BY n DESC, code`)],
            fields: [field('n', { title: 'rejets', color: 'orange' })],
        }),
    ],
};

const missing = {
    title: 'Complétude',
    rows: [{
        h: 8,
        panels: [
            table({
                key: 'incomplets', title: 'Logs incomplets', w: 24, unit: 'none', manual: '14', nothing: '—', filterable: true, rule: 'Logs auxquels quelque chose manque : issue, identité, heure, fin de bloc ; lignes rejetées.', empty: 'tout est complet',
                queries: [query(`SELECT time, dag_id, run_id, task_id, try_number, why, source FROM dagsieve.board_missing
                    WHERE $__timeFilter(time) ORDER BY time DESC LIMIT 300`)],
                fields: [field('time', { title: 'Quand', unit: 'dateTimeFromNow' }), field('dag_id', { title: 'DAG' }), field('run_id', { title: 'Run', links: [toRun()] }), field('task_id', { title: 'Tâche' }), field('try_number', { title: 'Essai' }), field('why', { title: 'Ce qui manque' }), field('source', { title: 'Fichier' })],
            }),
        ],
    }],
};

export default board({
    uid: 'cvn-plateforme', title: 'CVNTrade 3 · Plateforme', description: 'Taux de succès, latence, mémoire et disque, incidents, ingestion.', rows: [signals, runs, infra, ingestion, missing],
});
