// Alert rules, one a row. Each asks a view of sink/sql/views_alerts.sql, which has one row per watched thing, always: 1 fires, 0 does not, and its
// text columns are labels. No rows therefore means that the database does not answer: the two rules of `silent` tell, the others wait.
import { DATASOURCE_UID } from './panels.mjs';

const RANGE = { from: 86400, to: 0 };

// board, key: the panel that the alert leads to. action: the playbook's (table label has it for the boards).
const rows = [
    { uid: 'cvn-etat-global', title: 'État global ORANGE ou ROUGE', view: 'alert_state', columns: 'state, severity, domain, crypto', silent: true, board: 'cvn-operateur', key: 'etat',
        summary: 'État global : {{ $labels.state }}', action: 'lire « Pourquoi cet état » : la première règle déclenchée dit quoi faire', manual: '0' },
    { uid: 'cvn-ingestion-muette', title: 'Ingestion muette', view: 'alert_ingestion', columns: 'watched, severity, domain, crypto', silent: true, board: 'cvn-operateur', key: 'age',
        summary: 'Aucun événement d\'ingestion récent : {{ $labels.watched }}', action: 'vérifier le CronJob dagsieve et son dernier pod ; rien sur les tableaux n\'est vert d\'ici là', manual: '14' },
    { uid: 'cvn-audit-partiel', title: 'Audit partiel sur un candidat champion', view: 'alert_audit', columns: 'crypto, severity, domain', board: 'cvn-operateur', key: 'verdicts',
        summary: '{{ $labels.crypto }} : le candidat passé repose sur un audit partiel', action: 'ne pas promouvoir ; relancer l\'audit avec son ancre', manual: '17' },
    { uid: 'cvn-tentative-muette', title: 'Tentative en cours muette', view: 'alert_silence', columns: 'dag_id, severity, domain, crypto', interval: '1m', board: 'cvn-plateforme', key: 'incidents',
        summary: '{{ $labels.dag_id }} : une tentative en cours n\'écrit plus depuis 10 minutes', action: 'regarder le pod : Running mais muet, le relancer', manual: '17' },
];

const codes = {
    NO_CANDIDATES: 'par Sortino : voir EXECUTION_MISMATCH ; par n_trades : theta trop haut ; par f1 : voir ML_USELESS ; grille plus large, autre crypto',
    INFRA_SATURATED: 'un OOM : relancer ; répétés : augmenter les limites mémoire ; PVC > 85 % : nettoyer les vieux artefacts',
    PIPELINE_DEGRADED: 'lire les échecs du DAG, première cause d\'abord',
};

const incidents = {
    MISSING_DEPENDENCY: 'ajouter le paquet à l\'image, relancer',
    FEATURE_NAMES: 'rétablir les noms de features avant l\'entraînement',
    SOFT_LABELS: 'revoir le labelling : labels discrets attendus',
    GRPC_FORK: 'relancer ; ouvrir gRPC après le fork',
    IMPOSSIBLE_SCORE: 'lire la première erreur d\'un essai',
    SEED_FAILED: 'vérifier l\'accès à PostgreSQL, rejouer le seed',
    OOM_KILLED: 'un OOM : relancer ; répétés : augmenter les limites mémoire',
    DISK_FULL: 'nettoyer les vieux artefacts (PVC < 70 %)',
    TASK_SILENT: 'regarder le pod : Running mais muet, le relancer',
};

const named = (code) => code.toLowerCase().replaceAll('_', '-');

for (const [code, action] of Object.entries(codes))
    rows.push({ uid: `cvn-code-${named(code)}`, title: `Diagnostic ${code}`, view: 'alert_code', columns: 'code, severity, domain, crypto, dag_id', where: `code = '${code}'`, board: 'cvn-operateur', key: 'nuits',
        summary: `${code} {{ $labels.crypto }}{{ $labels.dag_id }}`, action, manual: '7, 9' });
for (const [code, action] of Object.entries(incidents))
    rows.push({ uid: `cvn-incident-${named(code)}`, title: `Incident ${code}`, view: 'alert_incident', columns: 'code, severity, domain, crypto', where: `code = '${code}'`, board: 'cvn-plateforme', key: 'incidents',
        summary: `${code} vu dans les logs depuis 24 h`, action, manual: '17' });

// Signatures of the user's own (dagsieve load --patterns) and codes that the owner has raised to P0 or P1.
const known = [...Object.keys(codes), ...Object.keys(incidents)].map((code) => `'${code}'`).join(', ');
rows.push({ uid: 'cvn-autre-p0-p1', title: 'Autre incident P0 ou P1', view: 'alert_other', columns: 'code, severity, domain, crypto', where: `code NOT IN (${known})`, board: 'cvn-plateforme', key: 'incidents',
    summary: '{{ $labels.code }} vu dans les logs depuis 24 h', action: 'voir l\'action du code sur le tableau (table taxonomy)', manual: '8, 17' });

function rule({ uid, title, view, columns, where, silent, board, key, summary, action, manual }, panelId) {
    const rawSql = `SELECT ${columns}, fires FROM dagsieve.${view}${where ? ` WHERE ${where}` : ''}`;
    return {
        uid, title, condition: 'C', for: '0s', noDataState: silent ? 'Alerting' : 'KeepLast', execErrState: silent ? 'Error' : 'KeepLast', dashboardUid: board, panelId,
        labels: { equipe: 'mlops' },
        annotations: { summary, action, manuel: `§${manual}`, tableau: `/d/${board}?viewPanel=${panelId}` },
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
