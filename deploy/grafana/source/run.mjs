// cvn-run: one run, down to the log lines.
import { BLANK, board, date, field, long, placed, query, stat, table, toCrypto, toDo, variable } from './panels.mjs';
import { completeness, inked, runStates, severities, translated, verdicts, worded } from './words.mjs';

const ofRun = 'dag_id = \'$dag\' AND run_id = \'$run\'';

function fact(column, title, rule, more = {}) {
    return stat({ key: column, title, w: 4, unit: 'none', size: 20, rule, manual: '2', empty: 'aucun run de ce nom', nothing: '—', shown: `/${column}$/`, queries: [query(`SELECT ${more.value ?? column} AS ${column} FROM dagsieve.board_run WHERE ${ofRun}`)], ...more });
}

const roles = [{ type: 'value', options: { main: { index: 0, text: 'principal' }, secondary: { index: 1, text: 'secondaire' } } }];

const facts = {
    h: 2,
    panels: [
        fact('state', 'État du run', 'échec (failed) si le dernier essai d\'une tâche a échoué ; réussi (success) si toutes ont fini success ou skipped.', { mappings: translated(inked(runStates)) }),
        fact('duration', 'Durée', 'Du premier début à la dernière fin des tentatives.', { value: 'dagsieve.duration_written(duration_s)' }),
        fact('n_attempts', 'Tentatives', 'Tentatives, aussi celles que seuls l\'ordonnanceur et les exécuteurs connaissent.'),
        fact('n_failed', 'En échec', 'Tentatives en échec (failed).'),
        fact('n_oom', 'OOM kills', 'Tentatives tuées par manque de mémoire. Plus de 2 : INFRA_SATURATED.'),
        fact('completeness', 'Complétude', 'complet : le dernier essai de chaque tâche a une issue finale.', { mappings: worded(inked(completeness)) }),
    ],
};

const findings = {
    h: 10,
    panels: [
        table({
            key: 'constats', title: 'Lignes de log et ce qu\'elles prouvent', w: 24, unit: 'none', manual: '7, 17', rule: 'Chaque code déclenché (principal, cause, secondaire, incident), la ligne de log qui le prouve et sa place, fichier:ligne : l\'œil de la cellule la montre entière et la copie.', empty: 'aucun code déclenché',
            queries: [query(`SELECT code, evidence, place, severity, crypto, measure, role FROM dagsieve.board_finding
                WHERE ${ofRun} ORDER BY severity NULLS LAST, task, try_number, line, code, role, field, crypto, place LIMIT 1000`)],
            fields: [
                field('code', { title: 'Code', width: 196 }), long('evidence', 'Preuve', { minWidth: 210 }), placed('place', 'Fichier:ligne', { minWidth: 276 }), field('severity', { title: 'Sév.', mappings: worded(severities), chip: true, width: 50 }),
                field('crypto', { title: 'Crypto', width: 150 }), field('role', { title: 'Rôle', mappings: roles, width: 96 }), field('measure', { title: 'Mesure', width: 250, nothing: BLANK }),
            ],
        }),
    ],
};

const verdict = {
    h: 8,
    panels: [
        table({
            key: 'diagnostics', title: 'Diagnostic par crypto', w: 24, unit: 'none', manual: '7, 9', rule: 'Le diagnostic principal de ce run pour chaque crypto, sa cause suspectée (hypothèse), sa raison, la ligne qui le prouve. L\'action est plus bas.', empty: 'aucun diagnostic : DAG hors test, ou run inconnu',
            queries: [query(`SELECT crypto, verdict, concat_ws(' ', severity, domain) AS severity, cause_code, reason, evidence_place FROM dagsieve.board_run_diagnosis WHERE ${ofRun} ORDER BY crypto`)],
            fields: [
                field('crypto', { title: 'Crypto', width: 156, links: [toCrypto()] }), long('verdict', 'Verdict', { mappings: verdicts(), chip: true, width: 280 }), field('severity', { title: 'Sévérité', width: 110 }), field('cause_code', { title: 'Cause', width: 180 }),
                long('reason', 'Raison', { minWidth: 200 }), placed('evidence_place', 'Fichier:ligne', { width: 300 }),
            ],
        }),
    ],
};

const actions = toDo('de chaque code que ce run a déclenché et du diagnostic de chaque crypto', `SELECT code, action FROM dagsieve.board_finding WHERE ${ofRun} AND action IS NOT NULL
        UNION SELECT verdict, action FROM dagsieve.board_run_diagnosis WHERE ${ofRun} AND action IS NOT NULL ORDER BY code, action`);

const attempts = {
    h: 9,
    panels: [
        table({
            key: 'tentatives', title: 'Tentatives : durées, erreurs, silences', w: 24, unit: 'none', manual: '2, 17', rule: 'Un log par ligne, et les tentatives sans log que seul l\'ordonnanceur connaît (leur code dans Erreur). Silence : le plus long temps entre deux lignes ; plus de 10 minutes est TASK_SILENT.', empty: 'aucune tentative connue',
            queries: [query(`SELECT task, try_number, state, start_time, dagsieve.duration_written(duration_s) AS duration, dagsieve.duration_written(silence_s) AS silence, concat_ws(' / ', n_error, n_warning) AS lines,
                nullif(concat_ws(' ', exit_code, signal), '') AS ending, concat_ws(' : ', error_type, error_message) AS error, host, source || CASE completeness WHEN 'complet' THEN '' ELSE ' (incomplet)' END AS source FROM dagsieve.board_attempt
                WHERE ${ofRun} ORDER BY board_attempt.start_time, task, try_number, board_attempt.source LIMIT 1000`)],
            fields: [
                long('task', 'Tâche', { width: 170 }), field('try_number', { title: 'Essai', width: 60 }), field('state', { title: 'État', mappings: translated(runStates), chip: true, width: 112 }), date('start_time', 'Début'),
                field('duration', { title: 'Durée', width: 90 }), field('silence', { title: 'Silence', width: 90 }), field('lines', { title: 'Err. / avert.', width: 100 }), field('ending', { title: 'Code, signal', width: 110 }),
                long('error', 'Erreur', { minWidth: 180 }), long('host', 'Hôte ou pod', { width: 110 }), placed('source', 'Fichier', { width: 110 }),
            ],
        }),
    ],
};

const events = {
    h: 8,
    panels: [
        table({
            key: 'evenements', title: 'Événements', w: 24, unit: 'none', manual: '14', rule: 'Les lignes event= et les motifs nommés, dans l\'ordre.', empty: 'aucun événement',
            queries: [query(`SELECT time, level, name, crypto, task, line, attrs FROM dagsieve.board_event
                WHERE ${ofRun} ORDER BY time, task, line, name, attrs LIMIT 1000`)],
            fields: [
                date('time', 'Quand', { unit: 'time:DD/MM HH:mm:ss', width: 130 }), field('level', { title: 'Niveau', width: 90 }), field('name', { title: 'Événement', width: 270 }), field('crypto', { title: 'Crypto', width: 110 }), long('task', 'Tâche', { width: 150 }), field('line', { title: 'Ligne', width: 70 }),
                long('attrs', 'Attributs', { minWidth: 300 }),
            ],
        }),
    ],
};

const rejects = {
    h: 5,
    panels: [
        table({
            key: 'rejets', title: 'Rejets : ce qui n\'a pas pu être lu', w: 24, unit: 'none', manual: '14', rule: 'Valeurs, lignes et heures refusées, avec leur place dans le log.', empty: 'rien n\'a été refusé',
            queries: [query(`SELECT code, task_id, text, place FROM dagsieve.board_reject WHERE ${ofRun} ORDER BY task_id, line, code, text, place LIMIT 500`)],
            fields: [field('code', { title: 'Code', width: 200 }), long('task_id', 'Tâche', { width: 160 }), long('text', 'Texte', { minWidth: 300 }), placed('place', 'Fichier:ligne', { minWidth: 300 })],
        }),
    ],
};

export default board({
    uid: 'cvn-run', title: 'CVNTrade 2 · Run', description: 'Un run jusqu\'à la ligne de log : preuves, diagnostics, tentatives, silences, événements, rejets.',
    variables: [
        variable('dag', 'DAG', 'SELECT dag_id FROM dagsieve.board_dag ORDER BY dag_id', { refresh: 1 }),
        variable('run', 'Run', 'SELECT run_id FROM dagsieve.board_run WHERE dag_id = \'$dag\' ORDER BY time DESC, run_id LIMIT 500'),
    ],
    rows: [findings, facts, verdict, actions, attempts, events, rejects],
});
