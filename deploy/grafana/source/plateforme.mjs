// cvn-plateforme: the machine room: success, latency, memory and disk, incidents, ingestion.
import { board, counts, curves, date, field, inEach, line, long, number, placed, query, series, table, toRun, unseen } from './panels.mjs';
import { failed } from './pannes.mjs';
import { GROUND, levels, loads, severities, worded } from './words.mjs';

const signals = {
    h: 7,
    panels: [
        table({
            key: 'signaux', title: 'Signaux de la plateforme', w: 24, unit: 'none', manual: '2', rule: 'Les golden signals qui ne dépendent pas d\'une crypto, avec leurs seuils de la table threshold. Un OK ancien est INCONNU.', empty: 'INCONNU, « donnée absente »', nothing: 'aucun signal',
            queries: [query(`SELECT label, verdict, CASE WHEN signal IN ('infra_health', 'pipeline_latency')
                THEN (SELECT nullif(t.figure, '') FROM dagsieve.board_tile_written AS t WHERE t.signal = board_signal.signal) ELSE written END AS written, limits, dagsieve.age_written(since) AS since
                FROM dagsieve.board_signal WHERE crypto IS NULL ORDER BY number`)],
            fields: [
                field('label', { title: 'Signal', width: 210 }), field('verdict', { title: 'Niveau', mappings: worded(levels), chip: true, width: 110 }), field('written', { title: 'Valeur', unit: 'string', width: 190 }), field('limits', { title: 'Seuils', minWidth: 400 }),
                field('since', { title: 'Depuis', width: 110 }),
            ],
        }),
    ],
};

const pipelines = {
    h: 9,
    panels: [
        table({
            key: 'pipelines', title: 'Taux de succès et latence par DAG', w: 24, unit: 'none', manual: '2, 7', rule: 'Runs réussis sur runs finis, sur la fenêtre du seuil success_window ; PIPELINE_DEGRADED sous le seuil critique. Durée du dernier run contre le p95 de l\'histoire du DAG, et son niveau. Le pire niveau des deux d\'abord.', empty: 'aucun run fini depuis 7 jours',
            queries: [query(`SELECT dag_id, verdict, dagsieve.written_beside('{} %', dagsieve.told_from(rate::numeric, 1, l.limits), l.limits) AS rate, succeeded, finished, dagsieve.duration_written(last_s) AS last, dagsieve.duration_written(p95_s) AS p95, dagsieve.written_beside('{} %', dagsieve.told_from(over_p95_pct::numeric, 0, t.limits), t.limits) AS over_p95_pct, latency FROM dagsieve.board_pipeline, dagsieve.limits_of('pipeline_success_rate') AS l (limits), dagsieve.limits_of('pipeline_latency') AS t (limits) ORDER BY place`)],
            fields: [
                long('dag_id', 'DAG', { minWidth: 220 }), field('verdict', { title: 'Niveau', mappings: worded([...levels, { text: 'PIPELINE_DEGRADED', color: GROUND.red }]), chip: true, width: 190 }), number('rate', 'Succès', 90),
                field('succeeded', { title: 'Réussis', width: 90 }), field('finished', { title: 'Finis', width: 90 }), field('last', { title: 'Dernier', width: 120 }), field('p95', { title: 'p95', width: 120 }),
                number('over_p95_pct', 'Au-delà du p95', 140), field('latency', { title: 'Latence', mappings: worded(levels), chip: true, width: 110 }),
            ],
        }),
    ],
};

const failures = failed(8, '$__timeFilter(time)', 100, {
    key: 'pannes', title: 'Pannes, les plus pressantes d\'abord', empty: 'aucune panne sur la période', rule: 'Une ligne par panne : en rafale, nouvelle, revenue, puis les connues. Toutes, et un exemple de chacune, sur cvn-pannes.',
});

const runs = {
    h: 8,
    panels: [
        counts({
            key: 'issues', title: 'Runs par jour et par issue', w: 8, manual: '2', rule: 'Runs finis ce jour-là, tous DAGs.', empty: 'aucun run sur la période',
            queries: [series(`SELECT ${inEach('1d')}, count(*) FILTER (WHERE state = 'success') AS "success", count(*) FILTER (WHERE state = 'failed') AS "failed", count(*) FILTER (WHERE state = 'sans issue') AS "sans issue"
                FROM dagsieve.board_run WHERE $__timeFilter(time) GROUP BY 1 ORDER BY 1`)],
            fields: [line('success', 'réussis', 'semi-dark-green'), line('failed', 'en échec', 'red'), line('sans issue', 'sans issue', 'gray')],
        }),
        curves({
            key: 'durees', title: 'Durée médiane des runs par DAG', w: 8, unit: 'suffix:min', decimals: 0, manual: '2', min: 0, rule: 'Médiane du jour, par DAG, runs finis.', empty: 'aucun run fini sur la période',
            queries: [series(`SELECT $__timeGroupAlias(time, '1d'), dag_id AS metric, percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_s) / 60 AS minutes
                FROM dagsieve.board_run WHERE $__timeFilter(time) AND state IN ('success', 'failed') GROUP BY 1, 2 ORDER BY 1, 2`)],
        }),
        counts({
            key: 'memoire', title: 'OOM kills et volumes pleins par jour', w: 8, manual: '2, 17', rule: 'Tentatives tuées par manque de mémoire (OOM_KILLED) ou qui ont trouvé un volume plein (DISK_FULL), lues dans les logs.', empty: 'aucun run sur la période',
            queries: [series(`SELECT ${inEach('1d')}, sum(n_oom) AS "OOM_KILLED", sum(n_disk_full) AS "DISK_FULL"
                FROM dagsieve.board_run WHERE $__timeFilter(time) GROUP BY 1 ORDER BY 1`)],
            fields: [line('OOM_KILLED', 'OOM_KILLED', 'purple'), line('DISK_FULL', 'DISK_FULL', 'dark-purple')],
        }),
    ],
};

// A panel a unit: of pods, kills and models no two share an axis.
function measures(key, title, unit, names, rule) {
    return curves({
        key, title, w: 6, unit, manual: '2', min: 0, rule: `${rule} (dagsieve import infra).`, empty: 'aucune mesure importée : la santé infra est INCONNU',
        queries: [series(`SELECT time, label AS metric, value FROM dagsieve.board_infra
            WHERE metric ${names} AND $__timeFilter(time) ORDER BY time, metric`)],
    });
}

const infra = {
    h: 8,
    panels: [
        measures('parts', 'PVC et CPU importés', 'suffix:%', 'LIKE \'%\\_pct\'', 'Ce que les logs ne disent pas, en pour cent : pvc_pct, cpu_pct'),
        measures('pods', 'Pods down importés', 'none', '= \'pods_down\'', 'Ce que les logs ne disent pas, en pods : pods_down'),
        measures('kills', 'OOM kills importés', 'none', '= \'oom_kills\'', 'Ce que la plateforme a compté, en kills : oom_kills'),
        measures('challengers', 'Challengers importés', 'none', '= \'challenger_count\'', 'Ce que les logs ne disent pas, en modèles : challenger_count'),
    ],
};

const incidents = {
    h: 9,
    panels: [
        table({
            key: 'incidents', title: 'Incidents connus', w: 24, unit: 'none', manual: '17', rule: 'Signatures d\'incidents trouvées dans les logs, leur sévérité et ce qu\'il faut faire ; sous l\'œil de la cellule, ce qu\'elles veulent dire et la ligne qui les prouve.', empty: 'aucun incident sur la période',
            queries: [query(`SELECT dagsieve.age_written(time) AS time, code, severity, dag_id, task, count, coalesce(action, 'lire la ligne') AS action, concat_ws(' : ', meaning, evidence) AS evidence, run_id FROM dagsieve.board_incident
                WHERE $__timeFilter(time) ORDER BY board_incident.time DESC, dag_id, run_id, task, try_number, line, code LIMIT 300`)],
            fields: [
                field('time', { title: 'Quand', width: 100 }), field('code', { title: 'Incident', width: 200, links: [toRun()] }), field('severity', { title: 'Sév.', mappings: worded(severities), chip: true, width: 50 }), 
                long('dag_id', 'DAG', { width: 170 }), long('task', 'Tâche', { width: 140 }), field('count', { title: 'Fois', width: 60 }), long('action', 'Action', { minWidth: 440 }), long('evidence', 'Preuve', { width: 80 }), ...unseen('run_id'),
            ],
        }),
    ],
};

const ingestion = {
    h: 8,
    panels: [
        table({
            key: 'chargements', title: 'Chargements', w: 24, unit: 'none', manual: '14', rule: 'Chaque chargement : ce qu\'il a lu, sauté, rejeté ; « interrompu » : tué avant sa fin.', empty: 'jamais chargé',
            queries: [query(`SELECT time, verdict, dagsieve.duration_written(duration_s) AS duration, shard, files, skipped, failed, logs, replaced, lines, dagsieve.written('{}', round(bytes / 1e6, 1)) AS megabytes, blocks, events, rejects, version FROM dagsieve.board_load
                WHERE $__timeFilter(time) ORDER BY time DESC, load_id LIMIT 300`)],
            fields: [
                date('time', 'Début'), field('verdict', { title: 'Issue', width: 130, mappings: worded(loads), chip: true }),
                field('duration', { title: 'Durée', width: 90 }), field('shard', { title: 'Part', width: 50 }), field('files', { title: 'Fichiers', width: 76 }), field('skipped', { title: 'Connus', width: 76 }), field('failed', { title: 'En échec', width: 82 }), field('logs', { title: 'Logs', width: 70 }),
                field('replaced', { title: 'Remplacés', width: 94 }), field('lines', { title: 'Lignes', width: 84 }), number('megabytes', 'Mo', 76), field('blocks', { title: 'Blocs', width: 70 }), field('events', { title: 'Événem.', width: 76 }), field('rejects', { title: 'Rejets', width: 66 }), field('version', { title: 'Version', minWidth: 64 }),
            ],
        }),
    ],
};

const refused = {
    h: 7,
    panels: [
        table({
            key: 'cles', title: 'Clés inconnues dans les blocs', w: 12, unit: 'none', manual: '14', rule: 'Clés des blocs CORRELATION DATA qui ne sont pas des champs, ou dont la valeur a été refusée : une interface a changé.', empty: 'toutes les clés sont connues',
            queries: [query(`SELECT key, count(*) AS n, dagsieve.age_written(min(time)) AS first_seen, dagsieve.age_written(max(time)) AS last_seen FROM dagsieve.board_unknown_key
                WHERE $__timeFilter(time) GROUP BY key ORDER BY n DESC, key LIMIT 100`)],
            fields: [field('key', { title: 'Clé', minWidth: 200 }), field('n', { title: 'Fois', width: 70 }), field('first_seen', { title: 'Première', width: 110 }), field('last_seen', { title: 'Dernière', width: 110 })],
        }),
        table({
            key: 'rejets', title: 'Rejets par code', w: 12, unit: 'none', manual: '14', rule: 'Morceaux de logs refusés, par code (dagsieve explain complaints).', empty: 'rien n\'a été refusé',
            queries: [query(`SELECT code, count(*) AS n FROM dagsieve.board_reject
                WHERE $__timeFilter(time) GROUP BY code ORDER BY n DESC, code`)],
            fields: [field('code', { title: 'Code', minWidth: 200 }), field('n', { title: 'Rejets', width: 80 })],
        }),
    ],
};

const missing = {
    title: 'Complétude',
    rows: [{
        h: 8,
        panels: [
            table({
                key: 'incomplets', title: 'Logs incomplets', w: 24, unit: 'none', manual: '14', rule: 'Logs auxquels quelque chose manque : issue, identité, heure, fin de bloc ; lignes rejetées.', empty: 'tout est complet',
                queries: [query(`SELECT dagsieve.age_written(time) AS time, dag_id, run_id, task_id, try_number, why, source FROM dagsieve.board_missing
                    WHERE $__timeFilter(time) ORDER BY board_missing.time DESC, dag_id, run_id, task_id, try_number, source, why LIMIT 300`)],
                fields: [field('time', { title: 'Quand', width: 100 }), long('dag_id', 'DAG', { width: 180 }), long('run_id', 'Run', { width: 300, links: [toRun()] }), long('task_id', 'Tâche', { width: 150 }), field('try_number', { title: 'Essai', width: 60 }), long('why', 'Ce qui manque', { minWidth: 220 }), placed('source', 'Fichier', { width: 200 })],
            }),
        ],
    }],
};

export default board({
    uid: 'cvn-plateforme', title: 'CVNTrade 3 · Plateforme', description: 'Taux de succès, latence, mémoire et disque, incidents, ingestion.', rows: [signals, pipelines, failures, runs, infra, incidents, ingestion, refused, missing],
});
