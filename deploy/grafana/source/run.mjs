// cvn-run: one run, down to the log lines.
import { board, field, query, stat, table, toCrypto, variable } from './panels.mjs';
import { severities, verdicts, worded } from './words.mjs';

const ofRun = 'dag_id = \'$dag\' AND run_id = \'$run\'';

export const runStates = [{ text: 'success', color: 'semi-dark-green' }, { text: 'failed', color: 'red' }, { text: 'en cours', color: 'blue' }, { text: 'sans issue', color: 'gray' }, { text: 'skipped', color: 'gray' }, { text: 'up_for_retry', color: 'orange' }];

function fact(column, title, unit, rule, more = {}) {
    return stat({ key: column, title, w: 4, unit, rule, manual: '2', empty: 'aucun run de ce nom', nothing: '—', shown: `/${column}$/`, queries: [query(`SELECT ${column} FROM dagsieve.board_run WHERE ${ofRun}`)], ...more });
}

const facts = {
    h: 3,
    panels: [
        fact('state', 'État du run', 'none', 'failed si le dernier essai d\'une tâche a échoué ; success si toutes ont fini success ou skipped.', { mappings: worded(runStates) }),
        fact('duration_s', 'Durée', 's', 'Du premier début à la dernière fin des tentatives.', { decimals: 1 }),
        fact('n_attempts', 'Tentatives', 'none', 'Tentatives qui ont laissé un log.'),
        fact('n_failed', 'Tentatives en échec', 'none', 'Tentatives dont l\'état est failed.'),
        fact('n_oom', 'OOM kills', 'none', 'Tentatives tuées par manque de mémoire. Plus de 2 : INFRA_SATURATED.'),
        fact('completeness', 'Complétude', 'none', 'complet : le dernier essai de chaque tâche a une issue finale.', { mappings: worded([{ text: 'incomplet', color: 'orange' }, { text: 'complet', color: 'semi-dark-green' }]) }),
    ],
};

const verdict = {
    h: 6,
    panels: [
        table({
            key: 'diagnostics', title: 'Diagnostic par crypto et ligne de preuve', w: 24, unit: 'none', manual: '7, 9', nothing: '—', rule: 'Le diagnostic principal de ce run pour chaque crypto, et la ligne de log qui le prouve.', empty: 'ce run n\'a pas de diagnostic (DAG hors test)',
            queries: [query(`SELECT crypto, verdict, cause_code, reason, severity, domain, action, evidence_task, evidence_try, evidence_line, evidence FROM dagsieve.board_run_diagnosis WHERE ${ofRun} ORDER BY crypto`)],
            fields: [
                field('crypto', { title: 'Crypto', width: 110, links: [toCrypto()] }), field('verdict', { title: 'Verdict', mappings: verdicts(), chip: true, width: 190 }), field('cause_code', { title: 'Cause', width: 150 }), field('reason', { title: 'Raison', width: 170 }),
                field('severity', { title: 'Sévérité', mappings: worded(severities), width: 80 }), field('domain', { title: 'Domaine', width: 90 }), field('action', { title: 'Action (playbook)', width: 260 }), field('evidence_task', { title: 'Tâche', width: 120 }),
                field('evidence_try', { title: 'Essai', width: 60 }), field('evidence_line', { title: 'Ligne', width: 70 }), field('evidence', { title: 'Preuve', minWidth: 260 }),
            ],
        }),
    ],
};

const attempts = {
    h: 9,
    panels: [
        table({
            key: 'tentatives', title: 'Tentatives : durées, erreurs, silences', w: 24, unit: 'none', manual: '2, 17', nothing: '—', filterable: true, rule: 'Un log par ligne. Silence : le plus long temps entre deux lignes ; plus de 10 minutes est TASK_SILENT.', empty: 'aucune tentative connue',
            queries: [query(`SELECT task, try_number, state, start_time, duration_s, silence_s, n_error, n_warning, exit_code, signal, error_type, error_message, host, completeness, source FROM dagsieve.board_attempt
                WHERE ${ofRun} ORDER BY start_time, task, try_number LIMIT 1000`)],
            fields: [
                field('task', { title: 'Tâche', width: 170 }), field('try_number', { title: 'Essai', width: 60 }), field('state', { title: 'État', mappings: worded(runStates), chip: true, width: 110 }), field('start_time', { title: 'Début', unit: 'dateTimeAsIso', width: 160 }),
                field('duration_s', { title: 'Durée', unit: 's', decimals: 1, width: 90 }), field('silence_s', { title: 'Silence', unit: 's', decimals: 1, width: 90 }), field('n_error', { title: 'Erreurs', width: 75 }), field('n_warning', { title: 'Avert.', width: 75 }),
                field('exit_code', { title: 'Code', width: 60 }), field('signal', { title: 'Signal', width: 90 }), field('error_type', { title: 'Erreur', width: 170 }), field('error_message', { title: 'Message', minWidth: 240 }),
                field('host', { title: 'Hôte ou pod', width: 150 }), field('completeness', { title: 'Log', width: 90 }), field('source', { title: 'Fichier', width: 260 }),
            ],
        }),
    ],
};

const findings = {
    h: 9,
    panels: [
        table({
            key: 'constats', title: 'Constats et lignes de log', w: 14, unit: 'none', manual: '7, 17', nothing: '—', filterable: true, rule: 'Chaque code déclenché (principal, cause, secondaire, incident), sa valeur, son seuil et la ligne de log qui le prouve.', empty: 'aucun code déclenché',
            queries: [query(`SELECT code, role, severity, crypto, field, value, limit_value, count, task, try_number, line, evidence, meaning, action FROM dagsieve.board_finding
                WHERE ${ofRun} ORDER BY severity NULLS LAST, task, try_number, line LIMIT 1000`)],
            fields: [
                field('code', { title: 'Code', width: 180 }), field('role', { title: 'Rôle', width: 90 }), field('severity', { title: 'Sévérité', mappings: worded(severities), width: 80 }), field('crypto', { title: 'Crypto', width: 100, links: [toCrypto()] }), field('field', { title: 'Champ', width: 110 }),
                field('value', { title: 'Valeur', width: 90 }), field('limit_value', { title: 'Seuil', width: 70 }), field('count', { title: 'Fois', width: 60 }), field('task', { title: 'Tâche', width: 140 }), field('try_number', { title: 'Essai', width: 60 }), field('line', { title: 'Ligne', width: 70 }),
                field('evidence', { title: 'Preuve', minWidth: 260 }), field('meaning', { title: 'Sens', width: 220 }), field('action', { title: 'Action', width: 220 }),
            ],
        }),
        table({
            key: 'evenements', title: 'Événements', w: 10, unit: 'none', manual: '14', nothing: '—', filterable: true, rule: 'Les lignes event= et les motifs nommés, dans l\'ordre.', empty: 'aucun événement',
            queries: [query(`SELECT time, level, name, crypto, task, line, attrs FROM dagsieve.board_event
                WHERE ${ofRun} ORDER BY time, task, line LIMIT 1000`)],
            fields: [
                field('time', { title: 'Quand', unit: 'dateTimeAsIso', width: 160 }), field('level', { title: 'Niveau', width: 80 }), field('name', { title: 'Événement', width: 200 }), field('crypto', { title: 'Crypto', width: 100, links: [toCrypto()] }), field('task', { title: 'Tâche', width: 120 }), field('line', { title: 'Ligne', width: 70 }),
                field('attrs', { title: 'Attributs', minWidth: 240 }),
            ],
        }),
    ],
};

const rejects = {
    h: 5,
    panels: [
        table({
            key: 'rejets', title: 'Rejets : ce qui n\'a pas pu être lu', w: 24, unit: 'none', manual: '14', nothing: '—', rule: 'Valeurs, lignes et heures refusées, avec leur place dans le log.', empty: 'rien n\'a été refusé',
            queries: [query(`SELECT code, task_id, line, text, source FROM dagsieve.board_reject WHERE ${ofRun} ORDER BY task_id, line LIMIT 500`)],
            fields: [field('code', { title: 'Code', width: 140 }), field('task_id', { title: 'Tâche', width: 160 }), field('line', { title: 'Ligne', width: 70 }), field('text', { title: 'Texte' }), field('source', { title: 'Fichier' })],
        }),
    ],
};

export default board({
    uid: 'cvn-run', title: 'CVNTrade 2 · Run', description: 'Un run jusqu\'à la ligne de log : diagnostics, tentatives, silences, constats, événements, rejets.',
    variables: [
        variable('dag', 'DAG', 'SELECT dag_id FROM dagsieve.board_dag ORDER BY dag_id', { refresh: 1 }),
        variable('run', 'Run', 'SELECT run_id FROM dagsieve.board_run WHERE dag_id = \'$dag\' ORDER BY time DESC LIMIT 500'),
    ],
    rows: [facts, verdict, attempts, findings, rejects],
});
