-- The words of the boards and alerts, in the language of the operators (French, the manual's own words). Reference data like taxonomy:
-- the owner of the platform may change them. number is stable: Grafana's colours and texts hang on it (deploy/grafana/source/words.mjs).

CREATE TABLE IF NOT EXISTS dagsieve.label (
    kind   text    NOT NULL,
    name   text    NOT NULL,
    number integer NOT NULL,
    label  text    NOT NULL,
    figure text,
    border text,
    advice text,
    PRIMARY KEY (kind, name)
);
ALTER TABLE dagsieve.label
    DROP CONSTRAINT IF EXISTS label_kind_check, -- an earlier build had six
    ADD CONSTRAINT label_kind_check CHECK (kind IN ('state', 'level', 'signal', 'rule', 'code', 'severity', 'metric', 'unit', 'load', 'run',
                                                    'caveat', 'reason', 'gap', 'failure'));
COMMENT ON TABLE dagsieve.label IS 'Words of boards and alerts for all that the views say in words of their own';
COMMENT ON COLUMN dagsieve.label.kind   IS
    'state, level, signal, rule, code or severity; metric and unit (of table threshold); load (its status) and run; caveat (of a verdict), '
    'reason (of run_diagnosis), gap (of completeness) and failure (a title)';
COMMENT ON COLUMN dagsieve.label.name   IS 'name that the views use; of a reason, gap or failure a pattern of its whole text';
COMMENT ON COLUMN dagsieve.label.number IS
    'its number in panels and alerts: of a state, level or severity the higher the worse; -1 = unknown';
COMMENT ON COLUMN dagsieve.label.label  IS 'what the operator reads, {success_window} stands for that limit; of a code: what it means';
COMMENT ON COLUMN dagsieve.label.figure IS 'how its value is written, {} stands for the number';
COMMENT ON COLUMN dagsieve.label.border IS 'of a rule: how its threshold is written, {} stands for the number';
COMMENT ON COLUMN dagsieve.label.advice IS 'of a code: what to do (playbook, manual §9)';

INSERT INTO dagsieve.label (kind, name, number, label, figure, border, advice) VALUES
    ('state', 'UNKNOWN', -1, 'INCONNU', NULL, NULL, NULL),
    ('state', 'GREEN',    0, 'VERT',    NULL, NULL, NULL),
    ('state', 'YELLOW',   1, 'JAUNE',   NULL, NULL, NULL),
    ('state', 'ORANGE',   2, 'ORANGE',  NULL, NULL, NULL),
    ('state', 'RED',      3, 'ROUGE',   NULL, NULL, NULL),

    ('level', 'unknown', -1, 'INCONNU',   NULL, NULL, NULL),
    ('level', 'ok',       0, 'OK',        NULL, NULL, NULL),
    ('level', 'warning',  1, 'ATTENTION', NULL, NULL, NULL),
    ('level', 'critical', 2, 'CRITIQUE',  NULL, NULL, NULL),

    ('severity', 'P3', 1, 'P3 info : backlog, responsable ML',                   NULL, NULL, NULL),
    ('severity', 'P2', 2, 'P2 avertissement : dans la journée, responsable ML',  NULL, NULL, NULL),
    ('severity', 'P1', 3, 'P1 urgent : dans l''heure, mainteneur MLOps',         NULL, NULL, NULL),
    ('severity', 'P0', 4, 'P0 critique : immédiat, responsable plateforme',      NULL, NULL, NULL),

    ('signal', 'infra_health',             1, 'Santé infra',                   '{}',   NULL, NULL),
    ('signal', 'pipeline_success_rate',    2, 'Taux de succès pipeline ({success_window} j)', '{} %', NULL, NULL),
    ('signal', 'pipeline_latency',         3, 'Latence pipeline',              '{} s', NULL, NULL),
    ('signal', 'f1_buy_delta_vs_baseline', 4, 'f1_buy − baseline_f1_buy',      '{}',   NULL, NULL),
    ('signal', 'screening_testing_gap',    5, 'Écart screening − dernier fold', '{}',  NULL, NULL),
    ('signal', 'std_f1_buy',               6, 'Stabilité std_f1_buy',          '{}',   NULL, NULL),
    ('signal', 'sortino',                  7, 'Sortino',                       '{}',   NULL, NULL),
    ('signal', 'sl_pct',                   8, 'Sorties stop-loss (sl_pct)',    '{} %', NULL, NULL),
    ('signal', 'timeout_pct',              9, 'Sorties timeout (timeout_pct)', '{} %', NULL, NULL),
    ('signal', 'model_freshness',         10, 'Fraîcheur du modèle',           '{} j', NULL, NULL),
    ('signal', 'challenger_count',        11, 'Challengers non promus',        '{}',   NULL, NULL),

    ('rule', 'infra_critical',        1, 'Infra critique', '{}', '> {}', NULL),
    ('rule', 'success_rate_critical', 2, 'Taux de succès pipeline critique ({success_window} j)',         '{} %',   '< {} %', NULL),
    ('rule', 'pass_rate_zero',        3, 'Pass rate = 0 (derniers runs de test)',          '{} run(s) utile(s)', '= {}', NULL),
    ('rule', 'model_stale_core',      4, 'Modèle périmé sur btc-core',                     '{} j',   '> {} j', NULL),
    ('rule', 'no_useful_candidates',  5, '0 candidat utile sur tout l''univers',           '{} j',   '> {} j', NULL),
    ('rule', 'success_rate_warning',  6, 'Taux de succès pipeline à surveiller ({success_window} j)',     '{} %',   '≤ {} %', NULL),
    ('rule', 'sortino_negative',      7, 'Sortino négatif récurrent',                      '{} run(s) de suite', '≥ {} runs', NULL),
    ('rule', 'model_stale_other',     8, 'Modèle périmé hors btc-core',                    '{} j',   '> {} j', NULL),
    ('rule', 'recent_useful_run',     9, 'Aucune règle et un run utile récent',            '{} j',   '≤ {} j', NULL),
    ('rule', 'data_age',             10, 'Aucun run ingéré récemment',                     '{} h',   '> {} h', NULL),

    ('code', 'INCONCLUSIVE',        0, 'non concluant : des données manquent', NULL, NULL,
        'compléter ce qui manque (champ nommé), relancer'),
    ('code', 'ML_SOLID',            1, 'signal solide',                         NULL, NULL, 'rien à faire'),
    ('code', 'ML_EXPLOITABLE',      2, 'exploitable si l''enveloppe est favorable', NULL, NULL, 'surveiller le Sortino'),
    ('code', 'ML_MARGINAL',         3, 'gain trop faible pour survivre à l''exécution', NULL, NULL,
        'backlog : améliorer le gain sur la baseline'),
    ('code', 'EXECUTION_MISMATCH',  4, 'modèle bon, trades perdants', NULL, NULL,
        'sl_pct > 50 % : sl_range 1.2,1.5,1.8,2.0 ; tp_pct < 20 % : tp_range 1.5,2.0,2.5 ; timeout_pct > 40 % : plus d''horizons'),
    ('code', 'ML_UNSTABLE',         5, 'instable d''une période à l''autre', NULL, NULL,
        'comparer les folds, stabiliser avant toute promotion'),
    ('code', 'SCREENING_OVERFIT',   6, 'screening et testing divergent', NULL, NULL, 'ne pas promouvoir ; revoir la grille du screening'),
    ('code', 'ML_USELESS',          7, 'aucune valeur prédictive', NULL, NULL,
        'buy_rate > 50 % : labelling ; autre horizon ; objectif HPO ; feature set en dernier'),
    ('code', 'NO_CANDIDATES',       8, 'aucun candidat viable', NULL, NULL,
        'par Sortino : voir EXECUTION_MISMATCH ; par n_trades : theta trop haut ; par f1 : voir ML_USELESS ; '
        'grille plus large, autre crypto'),
    ('code', 'INFRA_SATURATED',     9, 'infra saturée', NULL, NULL,
        'un OOM : relancer ; répétés : augmenter les limites mémoire ; PVC > 85 % : nettoyer les vieux artefacts'),
    ('code', 'PIPELINE_DEGRADED',  10, 'pipeline dégradé', NULL, NULL, 'lire les échecs du DAG, première cause d''abord'),
    ('code', 'SL_TOO_TIGHT',       11, 'stop-loss suspecté trop serré (hypothèse)', NULL, NULL, 'sl_range 1.2,1.5,1.8,2.0'),
    ('code', 'TP_TOO_AMBITIOUS',   12, 'take-profit suspecté trop loin (hypothèse)', NULL, NULL, 'tp_range 1.5,2.0,2.5'),
    ('code', 'HORIZON_TOO_SHORT',  13, 'horizon suspecté trop court (hypothèse)', NULL, NULL, 'plus d''horizons'),
    ('code', 'AUDIT_PARTIAL',      14, 'audit partiel : jamais à lire comme complet', NULL, NULL,
        'relancer l''audit avec son ancre avant toute promotion'),
    ('code', 'PROVISIONAL',        15, 'verdict provisoire : des données manquent', NULL, NULL, 'compléter les champs manquants'),
    ('code', 'OUTDATED',           16, 'verdict ancien', NULL, NULL, 'relancer un run de test de cette crypto'),

    ('code', 'MISSING_DEPENDENCY', 21, 'un paquet Python manque dans l''image', NULL, NULL, 'ajouter le paquet à l''image, relancer'),
    ('code', 'TYPE_CONTRACT',      22, 'contrat de type rompu entre deux étapes', NULL, NULL, 'corriger le type rendu par l''étape amont'),
    ('code', 'FEATURE_NAMES',      23, 'données sans noms de features', NULL, NULL, 'rétablir les noms de features avant l''entraînement'),
    ('code', 'SOFT_LABELS',        24, 'labels continus donnés au classifieur', NULL, NULL,
        'revoir le labelling : labels discrets attendus'),
    ('code', 'GRPC_FORK',          25, 'fork pendant un appel gRPC', NULL, NULL, 'relancer ; ouvrir gRPC après le fork'),
    ('code', 'IMPOSSIBLE_SCORE',   26, 'tous les essais HPO ont échoué', NULL, NULL, 'lire la première erreur d''un essai'),
    ('code', 'STALE_CACHE',        27, 'données d''un ancien cache', NULL, NULL, 'vider le cache, relancer'),
    ('code', 'SEED_FAILED',        28, 'seed de la base en échec', NULL, NULL, 'vérifier l''accès à PostgreSQL, rejouer le seed'),
    ('code', 'OOM_KILLED',         29, 'tué par manque de mémoire', NULL, NULL,
        'un OOM : relancer ; répétés : augmenter les limites mémoire'),
    ('code', 'DISK_FULL',          30, 'volume plein', NULL, NULL, 'nettoyer les vieux artefacts (PVC < 70 %)'),
    ('code', 'TASK_SILENT',        31, 'tâche muette plus de 10 minutes', NULL, NULL, 'regarder le pod : Running mais muet, le relancer'),
    ('code', 'NO_OUTCOME',         32, 'log sans issue : tué, évincé ou coupé', NULL, NULL, 'vérifier l''éviction du pod, relancer'),
    ('code', 'INCONCLUSIVE_TOOLING', 33, 'le pipeline n''a pas capturé ses données', NULL, NULL, 'réparer la capture, relancer'),
    ('code', 'FAILURE_BURST',      34, 'une même panne arrête l''essentiel d''un run', NULL, NULL,
        'lire la ligne d''exemple ; arrêter ce qui la répète, corriger la cause, relancer'),
    ('code', 'FAILURE_NEW',        35, 'une panne jamais vue', NULL, NULL, 'lire la ligne d''exemple, nommer un responsable'),

    ('metric', 'pvc_pct',          1, 'PVC',             NULL, NULL, NULL),
    ('metric', 'cpu_pct',          2, 'CPU',             NULL, NULL, NULL),
    ('metric', 'pods_down',        3, 'pods down',       NULL, NULL, NULL),
    ('metric', 'oom_kills',        4, 'OOM',             NULL, NULL, NULL),
    ('metric', 'challenger_count', 5, 'challengers',     NULL, NULL, NULL),
    ('metric', 'hours',            6, 'durée',           NULL, NULL, NULL),
    ('metric', 'over_p95_pct',     7, 'au-delà du p95',  NULL, NULL, NULL),

    ('unit', 'share',  1, '',        NULL, NULL, NULL), -- of a count the metric says what is counted
    ('unit', 'days',   2, 'j',       NULL, NULL, NULL),
    ('unit', 'kills',  3, '',        NULL, NULL, NULL),
    ('unit', 'pods',   4, '',        NULL, NULL, NULL),
    ('unit', 'models', 5, 'modèles', NULL, NULL, NULL),

    ('run', 'success', 1, 'réussi',     NULL, NULL, NULL),
    ('run', 'failed',  2, 'échec',      NULL, NULL, NULL),
    ('run', 'running', 3, 'en cours',   NULL, NULL, NULL),
    ('run', 'none',    4, 'sans issue', NULL, NULL, NULL),

    ('load', 'running', 1, 'en cours',         NULL, NULL, NULL),
    ('load', 'killed',  2, 'interrompu',       NULL, NULL, NULL),
    ('load', '0',       3, 'tout gardé',       NULL, NULL, NULL),
    ('load', '1',       4, 'rejets',           NULL, NULL, NULL),
    ('load', '3',       5, 'entrée illisible', NULL, NULL, NULL),
    ('load', '4',       6, 'base refusée',     NULL, NULL, NULL),
    ('load', '5',       7, 'verrouillé',       NULL, NULL, NULL),

    ('caveat', 'old',         1, 'ancien',        NULL, NULL, NULL),
    ('caveat', 'partial',     2, 'audit partiel', NULL, NULL, NULL),
    ('caveat', 'provisional', 3, 'provisoire',    NULL, NULL, NULL),

    ('reason', '^no_correlation_data$',        1, 'aucun bloc CORRELATION DATA',              NULL, NULL, NULL),
    ('reason', '^missing: (.*)$',              2, 'manque : \1',                              NULL, NULL, NULL),
    ('reason', '^(\d+) attempts? killed .*$',  3, '\1 tentatives tuées par manque de mémoire', NULL, NULL, NULL),

    ('gap', '^identity unknown$',              1, 'identité inconnue',     NULL, NULL, NULL),
    ('gap', '^run unknown$',                   2, 'run inconnu',           NULL, NULL, NULL),
    ('gap', '^no outcome$',                    3, 'sans issue',            NULL, NULL, NULL),
    ('gap', '^cut$',                           4, 'coupé',                 NULL, NULL, NULL),
    ('gap', '^no time stamp$',                 5, 'sans heure',            NULL, NULL, NULL),
    ('gap', '^(\d+) lines? rejected$',         6, 'lignes rejetées : \1',  NULL, NULL, NULL),
    ('gap', '^(\d+) blocks? without an end$',  7, 'blocs sans fin : \1',   NULL, NULL, NULL),

    ('failure', '^no outcome$', 1, 'sans issue', NULL, NULL, NULL),
    ('failure', '^no log$',     2, 'sans log',   NULL, NULL, NULL)
ON CONFLICT (kind, name) DO NOTHING;

-- 0.1.0's words said the limit themselves; those that the owner wrote stay.
UPDATE dagsieve.label AS l
   SET label = replace(l.label, '(7 j)', '({success_window} j)')
 WHERE l.kind IN ('signal', 'rule')
   AND l.label IN ('Taux de succès pipeline (7 j)', 'Taux de succès pipeline critique (7 j)', 'Taux de succès pipeline à surveiller (7 j)');
UPDATE dagsieve.label AS l
   SET label = x.today
  FROM (VALUES ('Infra critique : pod down, PVC plein, OOM kills en boucle', 'Infra critique'),
               ('Infra critique (pod, PVC, OOM kills)', 'Infra critique'),
               ('Pass rate = 0 sur les derniers runs de test', 'Pass rate = 0 (derniers runs de test)')) AS x (was, today)
 WHERE l.kind = 'rule' AND l.label = x.was;

-- What a view says, in the words of this table: the first pattern of that kind decides.
CREATE OR REPLACE FUNCTION dagsieve.in_words(kind text, said text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce((SELECT regexp_replace($2, l.name, l.label)
                       FROM dagsieve.label AS l
                      WHERE l.kind = $1 AND $2 ~ l.name
                      ORDER BY l.number
                      LIMIT 1), $2)
$$;
COMMENT ON FUNCTION dagsieve.in_words(text, text) IS 'a text in the operators'' words; itself where table label has no pattern for it';

CREATE OR REPLACE FUNCTION dagsieve.word_for(kind text, name text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT coalesce((SELECT l.label FROM dagsieve.label AS l WHERE l.kind = $1 AND l.name = $2), $2)
$$;
COMMENT ON FUNCTION dagsieve.word_for(text, text) IS 'the operators'' word for a name; itself where table label has none';

CREATE OR REPLACE FUNCTION dagsieve.written_beside(pattern text, value numeric, limits numeric[]) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE value WHEN 'NaN' THEN 'non calculable'
                      WHEN 'Infinity' THEN '∞'
                      WHEN '-Infinity' THEN '−∞'
                      ELSE replace(pattern, '{}', replace(CASE WHEN abs(value) >= 1e12 THEN btrim(to_char(value, '9.999EEEE'))
                                                               WHEN value = 0 OR abs(value) >= 0.0005
                                                                   THEN trim_scale(dagsieve.told_from(value, 3, limits))::text
                                                               WHEN value > 0 THEN '< 0.001'
                                                               WHEN value < 0 THEN '> −0.001' END, '.', ',')) END
$$;
COMMENT ON FUNCTION dagsieve.written_beside(text, numeric, numeric[]) IS
    'a number in its pattern of table label, with a comma, three decimals at most but where it would be one of the limits; what is no '
    'number in words; null without one';

CREATE OR REPLACE FUNCTION dagsieve.written(pattern text, value numeric) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT dagsieve.written_beside($1, $2, NULL) $$;
COMMENT ON FUNCTION dagsieve.written(text, numeric) IS 'a number that no limit stands beside';

-- One text of a signal's figure in a narrow place; a percentage to a tenth, as its limits are whole.
CREATE OR REPLACE FUNCTION dagsieve.figure_written(signal text, pattern text, value numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT dagsieve.written_beside($2, dagsieve.told_from($3, CASE WHEN $1 = 'sortino' AND abs($3) >= 10 THEN 0
                                                                   WHEN $1 IN ('model_freshness', 'sl_pct', 'timeout_pct') THEN 1
                                                                   ELSE 3 END, l.limits), l.limits)
      FROM dagsieve.limits_of($1) AS l (limits)
$$;
COMMENT ON FUNCTION dagsieve.figure_written(text, text, numeric) IS
    'a signal''s figure in its pattern of table label, told from the signal''s limits; null without a number';

-- Beside each other in one cell: the level gives the colour, the percentage is what is read.
CREATE OR REPLACE FUNCTION dagsieve.levelled(level integer, signal text, percent numeric) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE
AS $$
    SELECT l.label || ' ' || dagsieve.figure_written($2, '{} %', $3)
      FROM dagsieve.label AS l
     WHERE l.kind = 'level' AND l.number = coalesce($1, -1)
$$;
COMMENT ON FUNCTION dagsieve.levelled(integer, text, numeric) IS
    'a signal''s percentage behind the word of its level; null without a number';
