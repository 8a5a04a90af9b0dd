// The seeded states: tests/histories/NAME.history through the real load. fires: uids of the alert rules that fire, no others.
// nothingKnown: no green may stand anywhere. untested: no strategies are, and no word may miss them. again: the newest night is loaded once more from another folder, which must change nothing.
// keys: it is looked whether the rows of views are told apart by what boards sort them by.
export const states = [
    { name: 'nothing_loaded', fires: ['cvn-ingestion-muette'], nothingKnown: true },
    { name: 'plain_platform', fires: ['cvn-panne-nouvelle'], untested: true },
    { name: 'boards_one_run', fires: [] },
    { name: 'boards_45_nights', fires: [], again: true },
    { name: 'boards_30_cryptos', fires: [] },
    { name: 'green', fires: [] },
    { name: 'yellow_sortino_negative', fires: [] },
    { name: 'orange_success_below_70', fires: ['cvn-etat-global', 'cvn-code-pipeline-degraded'] },
    { name: 'red_three_oom', fires: ['cvn-etat-global', 'cvn-code-infra-saturated', 'cvn-incident-oom-killed', 'cvn-panne-nouvelle'] },
    { name: 'data_older_than_36_hours', fires: ['cvn-ingestion-muette'] },
    { name: 'boards_null_metrics', fires: [] },
    { name: 'boards_live', fires: ['cvn-tentative-muette'] },
    {
        name: 'boards_diagnoses', keys: true,
        fires: ['cvn-etat-global', 'cvn-audit-partiel', 'cvn-code-no-candidates', 'cvn-code-infra-saturated', 'cvn-code-pipeline-degraded', 'cvn-incident-missing-dependency', 'cvn-incident-feature-names', 'cvn-incident-soft-labels',
            'cvn-incident-grpc-fork', 'cvn-incident-impossible-score', 'cvn-incident-seed-failed', 'cvn-incident-oom-killed', 'cvn-incident-disk-full', 'cvn-tentative-muette', 'cvn-panne-nouvelle', 'cvn-pannes-en-rafale'],
    },
    { name: 'story', keys: true, fires: ['cvn-etat-global', 'cvn-code-no-candidates', 'cvn-code-pipeline-degraded', 'cvn-incident-missing-dependency', 'cvn-panne-nouvelle', 'cvn-pannes-en-rafale'] },
];
