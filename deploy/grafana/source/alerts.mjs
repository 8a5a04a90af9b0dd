// Alert rules, one a row. Each asks a view of sink/sql/views_alerts.sql, which has one row per watched thing, always: above 0 it fires, the number is how
// often, and its text columns are labels. No rows therefore means that the database does not answer: the two rules of `silent` tell, the others wait. Such an alert
// has no label of the query: severity and domain stand on the rule with a word for that case, and so do summary and action.
import { DATASOURCE_UID } from './panels.mjs';

const MUTE = {
    summary: 'PostgreSQL ne répond pas à Grafana (source CVNTrade) : rien de ce que montrent les tableaux n\'est vérifié',
    action: 'vérifier que PostgreSQL tourne, le Secret dagsieve-grafana (hôte, base, mot de passe) et le réseau ; puis le CronJob dagsieve',
};
const RANGE = { from: 86400, to: 0 };

// A label of the query, or a word where there is none. No dollar: provisioning reads one in a label as a name of its environment.
const labelled = (name, otherwise) => `{{ with .Labels.${name} }}{{ . }}{{ else }}${otherwise}{{ end }}`;
// A label behind a word, or nothing.
const told = (word, name) => `{{ with .Labels.${name} }}${word}{{ . }}{{ end }}`;
// Where something is read, whole: a mail shows no board. How often is the query's number.
const RUN = told(', run ', 'run_id');
const WHERE = `${told(', tâche ', 'task')}${RUN}${told(', ', 'place')}`;
const NUMBER = '{{ printf "%.0f" $values.A.Value }}', TIMES = `${NUMBER} fois`;
const AT = 'run_id, task, place';

// board, key: the panel that the alert leads to. action: the playbook's (table label has it for the boards).
const rows = [
    { uid: 'cvn-etat-global', title: 'État global ORANGE ou ROUGE', view: 'alert_state', columns: 'state, rule, severity, domain, crypto, action', silent: 'state', severity: 'P0', domain: 'plateforme', board: 'cvn-operateur', key: 'etat',
        summary: 'État global : {{ $labels.state }}, {{ $labels.rule }}', action: `${told('', 'action')}{{ if .Labels.action }} ; {{ end }}le tableau dit les valeurs et seuils (« Pourquoi cet état ») et quoi faire pour chaque crypto (« Derniers verdicts et action »)`, manual: '0' },
    { uid: 'cvn-ingestion-muette', title: 'Ingestion muette', view: 'alert_ingestion', columns: 'watched, severity, domain, crypto', silent: 'watched', severity: 'P1', domain: 'pipeline', board: 'cvn-operateur', key: 'plateforme',
        summary: 'Aucun événement d\'ingestion récent : {{ $labels.watched }}', action: 'vérifier le CronJob dagsieve et son dernier pod ; rien sur les tableaux n\'est vert d\'ici là', manual: '14' },
    { uid: 'cvn-audit-partiel', title: 'Audit partiel sur un candidat champion', view: 'alert_audit', columns: 'crypto, severity, domain, dag_id, run_id, place', severity: 'P2', domain: 'ml', board: 'cvn-operateur', key: 'verdicts',
        summary: `{{ $labels.crypto }} : le candidat passé repose sur un audit partiel${told(', ', 'dag_id')}${RUN}${told(', ', 'place')}`, action: 'ne pas promouvoir ; relancer l\'audit avec son ancre', manual: '17' },
    { uid: 'cvn-tentative-muette', title: 'Tentative en cours muette', view: 'alert_silence', columns: `dag_id, severity, domain, crypto, ${AT}, host`, severity: 'P1', domain: 'infra', interval: '1m', board: 'cvn-plateforme', key: 'incidents',
        summary: `{{ $labels.dag_id }} : ${NUMBER} tentative(s) en cours, rien d'écrit depuis 10 minutes${WHERE}${told(', pod ou hôte ', 'host')}`, action: 'regarder le pod : Running mais muet, le relancer', manual: '17' },
    { uid: 'cvn-pannes-en-rafale', title: 'Pannes en rafale', view: 'alert_failure', columns: `code, severity, domain, crypto, dag_id, title, failure, ${AT}`, where: 'code = \'FAILURE_BURST\'', severity: 'P1', domain: 'pipeline', interval: '1m', board: 'cvn-pannes', key: 'rafales',
        summary: `FAILURE_BURST (une même panne arrête l'essentiel d'un run) : ${labelled('dag_id', 'plusieurs DAG')}, {{ $labels.title }}, ${TIMES}${WHERE}`, action: 'lire la ligne d\'exemple ; arrêter ce qui la répète, corriger la cause, relancer', manual: '17' },
    { uid: 'cvn-panne-nouvelle', title: 'Panne nouvelle', view: 'alert_failure', columns: `code, severity, domain, crypto, dag_id, title, failure, ${AT}`, where: 'code = \'FAILURE_NEW\'', severity: 'P2', domain: 'pipeline', interval: '1m', board: 'cvn-pannes', key: 'rafales',
        summary: `FAILURE_NEW (une panne jamais vue) : ${labelled('dag_id', 'DAG inconnu')}, {{ $labels.title }}, ${TIMES}${WHERE}`, action: 'lire la ligne d\'exemple, nommer un responsable', manual: '17' },
];

// Code: severity and domain as table taxonomy is shipped (an owner's own severity wins, through the label of the query), what it means and the
// playbook's action (table label has both for the boards).
const codes = {
    NO_CANDIDATES: ['P1', 'pipeline', 'aucun candidat viable', 'par Sortino : voir EXECUTION_MISMATCH ; par n_trades : theta trop haut ; par f1 : voir ML_USELESS ; grille plus large, autre crypto'],
    INFRA_SATURATED: ['P0', 'infra', 'infra saturée', 'un OOM : relancer ; répétés : augmenter les limites mémoire ; PVC > 85 % : nettoyer les vieux artefacts'],
    PIPELINE_DEGRADED: ['P1', 'pipeline', 'pipeline dégradé', 'lire les échecs du DAG, première cause d\'abord'],
};

const incidents = {
    MISSING_DEPENDENCY: ['P1', 'pipeline', 'un paquet Python manque dans l\'image', 'ajouter le paquet à l\'image, relancer'],
    FEATURE_NAMES: ['P0', 'ml', 'données sans noms de features', 'rétablir les noms de features avant l\'entraînement'],
    SOFT_LABELS: ['P0', 'ml', 'labels continus donnés au classifieur', 'revoir le labelling : labels discrets attendus'],
    GRPC_FORK: ['P1', 'infra', 'fork pendant un appel gRPC', 'relancer ; ouvrir gRPC après le fork'],
    IMPOSSIBLE_SCORE: ['P1', 'ml', 'tous les essais HPO ont échoué', 'lire la première erreur d\'un essai'],
    SEED_FAILED: ['P1', 'pipeline', 'seed de la base en échec', 'vérifier l\'accès à PostgreSQL, rejouer le seed'],
    OOM_KILLED: ['P1', 'infra', 'tué par manque de mémoire', 'un OOM : relancer ; répétés : augmenter les limites mémoire'],
    DISK_FULL: ['P0', 'infra', 'volume plein', 'nettoyer les vieux artefacts (PVC < 70 %)'],
    TASK_SILENT: ['P1', 'infra', 'tâche muette plus de 10 minutes', 'regarder le pod : Running mais muet, le relancer'],
};

// Whose the diagnosis is: a crypto's, a DAG's, or of runs that name neither.
const WHOSE = '{{ with .Labels.crypto }}{{ . }}{{ else }}{{ with .Labels.dag_id }}{{ . }}{{ else }}un run sans crypto{{ end }}{{ end }}';

const named = (code) => code.toLowerCase().replaceAll('_', '-');

for (const [code, [severity, domain, means, action]] of Object.entries(codes))
    rows.push({ severity, domain, uid: `cvn-code-${named(code)}`, title: `Diagnostic ${code}`, view: 'alert_code', columns: 'code, severity, domain, crypto, dag_id', where: `code = '${code}'`, board: 'cvn-operateur', key: 'nuits',
        summary: `${code} (${means}) : ${WHOSE}`, action, manual: '7, 9' });
for (const [code, [severity, domain, means, action]] of Object.entries(incidents))
    rows.push({ severity, domain, uid: `cvn-incident-${named(code)}`, title: `Incident ${code}`, view: 'alert_incident', columns: `code, severity, domain, crypto, dag_id, ${AT}`, where: `code = '${code}'`, board: 'cvn-plateforme', key: 'incidents',
        summary: `${code} (${means}) : ${labelled('dag_id', 'DAG inconnu')}, ${TIMES} depuis 24 h${WHERE}`, action, manual: '17' });

// Signatures of the user's own (dagsieve load --patterns) and codes that the owner has raised to P0 or P1.
const known = [...Object.keys(codes), ...Object.keys(incidents)].map((code) => `'${code}'`).join(', ');
rows.push({ severity: 'P1', domain: 'plateforme', uid: 'cvn-autre-p0-p1', title: 'Autre incident P0 ou P1', view: 'alert_other', columns: `code, severity, domain, crypto, dag_id, action, ${AT}`, where: `code NOT IN (${known})`, board: 'cvn-plateforme', key: 'incidents',
    summary: `{{ $labels.code }} : ${WHOSE}, ${TIMES}${WHERE}`, action: labelled('action', 'lire la ligne ; dire l\'action de ce code dans la table taxonomy'), manual: '8, 17' });

// Where a query did not answer it has no label: silent is the one that each of its rows has.
const answered = (silent, text, otherwise) => (silent ? `{{ if .Labels.${silent} }}${text}{{ else }}${otherwise}{{ end }}` : text);
// Grafana's own address, for a mail; its setting may end in a slash.
const absolute = (path) => `{{ reReplaceAll "/+\\\\z" "" externalURL }}${path}`;

// The run that an alert tells of; one that tells of several leads to its panel.
const ofRun = (panel) => `{{ if .Labels.run_id }}${absolute('/d/cvn-run?var-dag={{ urlquery $labels.dag_id }}&var-run={{ urlquery $labels.run_id }}')}{{ else }}${panel}{{ end }}`;

function rule({ uid, title, view, columns, where, silent, severity, domain, board, key, summary, action, manual }, panelId) {
    const panel = absolute(`/d/${board}?viewPanel=${panelId}`);
    const rawSql = `SELECT ${columns}, fires FROM dagsieve.${view}${where ? ` WHERE ${where}` : ''}`;
    return {
        uid, title, condition: 'C', for: '0s', noDataState: silent ? 'Alerting' : 'KeepLast', execErrState: silent ? 'Error' : 'KeepLast', dashboardUid: board, panelId,
        labels: { equipe: 'mlops', severity: labelled('severity', severity), domain: labelled('domain', domain) },
        annotations: { summary: answered(silent, summary, MUTE.summary), action: answered(silent, action, MUTE.action), manuel: `§${manual}`, tableau: panel, ...(columns.includes('run_id') ? { run: ofRun(panel) } : {}) },
        data: [
            { refId: 'A', relativeTimeRange: RANGE, datasourceUid: DATASOURCE_UID, model: { refId: 'A', editorMode: 'code', format: 'table', rawQuery: true, rawSql, intervalMs: 60000, maxDataPoints: 43200 } },
            { refId: 'C', relativeTimeRange: RANGE, datasourceUid: '__expr__', model: { refId: 'C', type: 'threshold', expression: 'A', datasource: { type: '__expr__', uid: '__expr__' }, conditions: [{ evaluator: { type: 'gt', params: [0] } }] } },
        ],
    };
}

// boards: uid -> dashboard, to find the panel that a rule leads to. One group for each interval.
export function alerting(boards) {
    const groups = new Map();
    for (const row of rows) {
        const interval = row.interval ?? '5m';
        const panel = boards[row.board].panels.flatMap((one) => [one, ...(one.panels ?? [])]).find((one) => one.key === row.key);
        if (!groups.has(interval))
            groups.set(interval, { orgId: 1, name: `cvntrade-${interval}`, folder: 'CVNTrade', interval, rules: [] });
        groups.get(interval).rules.push(rule(row, panel.id));
    }
    return { apiVersion: 1, groups: [...groups.values()] };
}
