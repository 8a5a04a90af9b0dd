-- Reference data: what the owner of the platform may change (dagsieve import). Rows that are there are never touched.

CREATE TABLE IF NOT EXISTS dagsieve.taxonomy (
    code           text    PRIMARY KEY,
    scope          text    NOT NULL CHECK (scope IN ('strategy', 'run', 'pipeline', 'attempt')),
    domain         text    NOT NULL CHECK (domain IN ('ml', 'execution', 'pipeline', 'infra')),
    severity       text    CHECK (severity IN ('P0', 'P1', 'P2', 'P3')),
    rank           integer,
    best           integer,
    fires_when     text    NOT NULL,
    meaning        text    NOT NULL,
    reaction       text,
    owner          text,
    action         text,
    exit_criterion text,
    escalation     text
);
COMMENT ON TABLE dagsieve.taxonomy IS 'The codes that a diagnosis or an incident can have, and the playbook (domain §5, §6.1)';
COMMENT ON COLUMN dagsieve.taxonomy.code           IS 'the code';
COMMENT ON COLUMN dagsieve.taxonomy.scope IS
    'what it judges: strategy (a block), run, pipeline (a DAG over days), attempt (an incident in one log)';
COMMENT ON COLUMN dagsieve.taxonomy.domain         IS 'ml, execution, pipeline or infra';
COMMENT ON COLUMN dagsieve.taxonomy.severity       IS 'P0 to P3, null where the code has none';
COMMENT ON COLUMN dagsieve.taxonomy.rank           IS 'order in which the main code of a strategy is sought, from 1; null = never main';
COMMENT ON COLUMN dagsieve.taxonomy.best           IS 'order of codes when the best strategy of a run is sought, 1 = best';
COMMENT ON COLUMN dagsieve.taxonomy.fires_when IS
    'its condition, for people; the conditions themselves are in the program and in the views';
COMMENT ON COLUMN dagsieve.taxonomy.meaning        IS 'what it means';
COMMENT ON COLUMN dagsieve.taxonomy.reaction       IS 'how soon somebody must act';
COMMENT ON COLUMN dagsieve.taxonomy.owner          IS 'who must act';
COMMENT ON COLUMN dagsieve.taxonomy.action         IS 'what to do (playbook)';
COMMENT ON COLUMN dagsieve.taxonomy.exit_criterion IS 'when it is over';
COMMENT ON COLUMN dagsieve.taxonomy.escalation     IS 'who is next';

-- rows of taxonomy

CREATE TABLE IF NOT EXISTS dagsieve.threshold (
    name    text    PRIMARY KEY,
    signal  text    NOT NULL,
    family  text    NOT NULL,
    metric  text    NOT NULL,
    level   text    NOT NULL CHECK (level IN ('warning', 'critical', 'setting')),
    op      text    CHECK (op IN ('<', '<=', '>', '>=')),
    value   numeric NOT NULL,
    unit    text,
    meaning text    NOT NULL
);
COMMENT ON TABLE dagsieve.threshold IS
    'Limits of the golden signals (domain §4), of the global state (domain §7) and of the rules over blocks (rows rule.*; dagsieve '
    'reclassify after a change); the worst level that is crossed holds';
COMMENT ON COLUMN dagsieve.threshold.name    IS 'the row''s name';
COMMENT ON COLUMN dagsieve.threshold.signal  IS 'signal that it belongs to; diagnosis = a threshold of a rule over blocks';
COMMENT ON COLUMN dagsieve.threshold.family  IS 'platform, ml, trading, lifecycle, state, or the domain of a rule';
COMMENT ON COLUMN dagsieve.threshold.metric  IS 'what is compared';
COMMENT ON COLUMN dagsieve.threshold.level   IS 'level that is reached when it is crossed; setting = a number that rules use';
COMMENT ON COLUMN dagsieve.threshold.op      IS 'crossed when metric op value';
COMMENT ON COLUMN dagsieve.threshold.value   IS 'the limit';
COMMENT ON COLUMN dagsieve.threshold.unit    IS 'its unit';
COMMENT ON COLUMN dagsieve.threshold.meaning IS 'in words';

INSERT INTO dagsieve.threshold (name, signal, family, metric, level, op, value, unit, meaning) VALUES
    ('infra_oom_warning',       'infra_health', 'platform', 'oom_kills', 'warning',  '>=', 1,  'kills',
        'a task was killed for want of memory within 24 hours'),
    ('infra_oom_critical',      'infra_health', 'platform', 'oom_kills', 'critical', '>',  2,  'kills', 'OOM kills in a loop (24 hours)'),
    ('infra_cpu_warning',       'infra_health', 'platform', 'cpu_pct',   'warning',  '>',  70, '%',     'CPU busy'),
    ('infra_cpu_saturated',     'infra_health', 'platform', 'cpu_pct',   'setting',  '>',  90, '%',     'INFRA_SATURATED by CPU'),
    ('infra_pvc_critical',      'infra_health', 'platform', 'pvc_pct',   'critical', '>',  85, '%',     'volume full'),
    ('infra_pods_critical',     'infra_health', 'platform', 'pods_down', 'critical', '>',  0,  'pods',  'a pod is down'),
    ('infra_samples_required',  'infra_health', 'platform', 'samples',   'setting',  NULL, 1,  NULL,
        '1: without a sample of the last 24 hours infra rules cannot be evaluated; 0: they count as not fired'),
    ('success_rate_warning',    'pipeline_success_rate', 'platform', 'rate', 'warning',  '<=', 90, '%',
        'finished runs that succeeded, {success_window} days'),
    ('success_rate_critical',   'pipeline_success_rate', 'platform', 'rate', 'critical', '<',  70, '%',
        'finished runs that succeeded, {success_window} days'),
    ('latency_warning',         'pipeline_latency', 'platform', 'over_p95_pct', 'warning',  '>', 30,  '%',
        'run longer than the p95 of its DAG by more than this; HPO trials > 100 suspect; data source; backtest candles; until '
        'duration < p95, else MLOps maintainer'),
    ('latency_hours_warning',   'pipeline_latency', 'platform', 'hours',        'warning',  '>', 3,   'h',
        'run longer than this; HPO trials > 100 suspect; data source; backtest candles; until duration < p95, else MLOps maintainer'),
    ('latency_critical',        'pipeline_latency', 'platform', 'over_p95_pct', 'critical', '>', 100, '%',
        'run longer than the p95 of its DAG by more than this; HPO trials > 100 suspect; data source; backtest candles; until '
        'duration < p95, else MLOps maintainer'),
    ('f1_delta_warning',        'f1_buy_delta_vs_baseline', 'ml', 'f1_delta', 'warning',  '<',  0.15, 'share',
        'gain over the naive baseline is small'),
    ('f1_delta_critical',       'f1_buy_delta_vs_baseline', 'ml', 'f1_delta', 'critical', '<=', 0,    'share',
        'no gain over the naive baseline'),
    ('overfit_gap_warning',     'screening_testing_gap', 'ml', 'overfit_gap', 'warning',  '>', 0.15, 'share',
        'screening looks better than testing'),
    ('overfit_gap_critical',    'screening_testing_gap', 'ml', 'overfit_gap', 'critical', '>', 0.30, 'share',
        'screening and testing diverge'),
    ('std_f1_buy_warning',      'std_f1_buy', 'ml', 'std_f1_buy', 'warning',  '>=', 0.05, 'share', 'folds differ'),
    ('std_f1_buy_critical',     'std_f1_buy', 'ml', 'std_f1_buy', 'critical', '>',  0.10, 'share', 'unstable between folds'),
    ('sortino_warning',         'sortino', 'trading', 'sortino', 'warning',  '<=', 0.5, NULL, 'Sortino between 0 and 0.5'),
    ('sortino_critical',        'sortino', 'trading', 'sortino', 'critical', '<',  0,   NULL, 'trades lose'),
    ('sl_pct_warning',          'sl_pct', 'trading', 'sl_pct', 'warning',  '>=', 35, '%', 'many exits by stop-loss'),
    ('sl_pct_critical',         'sl_pct', 'trading', 'sl_pct', 'critical', '>',  50, '%', 'most exits by stop-loss'),
    ('timeout_pct_warning',     'timeout_pct', 'trading', 'timeout_pct', 'warning',  '>=', 30, '%', 'many exits by time-out'),
    ('timeout_pct_critical',    'timeout_pct', 'trading', 'timeout_pct', 'critical', '>',  40, '%', 'too many exits by time-out'),
    ('model_age_warning',       'model_freshness', 'lifecycle', 'age', 'warning',  '>', 7,  'days', 'age of the last useful model'),
    ('model_age_critical',      'model_freshness', 'lifecycle', 'age', 'critical', '>', 14, 'days', 'age of the last useful model'),
    ('challenger_warning',      'challenger_count', 'lifecycle', 'challengers', 'warning',  '>', 5,  'models', 'registered, not promoted'),
    ('challenger_critical',     'challenger_count', 'lifecycle', 'challengers', 'critical', '>', 10, 'models', 'registered, not promoted'),
    ('run_settle_minutes',      'state', 'state', 'age',    'setting', NULL, 30, 'min',
        'a run is under way until its last line is older, or all tasks of its DAG''s last success are done in it'),
    ('run_dead_hours',          'state', 'state', 'age',    'setting', NULL, 3,  'h',
        'a settled run has failed when a task without an outcome wrote its last line longer ago'),
    ('run_wait_hours',          'state', 'state', 'age',    'setting', NULL, 24, 'h',
        'a settled run has failed when a task that was to come back wrote its last line longer ago'),
    ('success_window',          'state', 'state', 'window', 'setting', NULL, 7,  'days',
        'runs that ended in this time make the success rate'),
    ('pass_rate_runs',          'state', 'state', 'runs',   'setting', NULL, 3,  'runs',
        'ORANGE when this many complete testing runs in a row pass nothing'),
    ('negative_sortino_runs',   'state', 'state', 'runs',   'setting', NULL, 3,  'runs',
        'YELLOW when Sortino is negative in this many runs of a crypto in a row'),
    ('useful_age',              'state', 'state', 'age',    'setting', NULL, 3,  'days', 'ORANGE when the last useful run is older'),
    ('silence_hours',           'state', 'state', 'age',    'setting', NULL, 36, 'h',    'UNKNOWN when no run was loaded for this long'),
    ('verdict_age',             'state', 'state', 'age',    'setting', NULL, 3,  'days', 'boards never show green what is older'),
    ('failure_new_hours',       'failure', 'state', 'age',      'setting', NULL, 24, 'h',
        'FAILURE_NEW: a failure that was first seen within this time'),
    ('failure_back_days',       'failure', 'state', 'age',      'setting', NULL, 7,  'days', 'a failure is back after so long without it'),
    ('burst_attempts',          'failure', 'state', 'attempts', 'setting', NULL, 5,  'attempts',
        'FAILURE_BURST: in one run or within an hour at least so many attempts have the same failure'),
    ('burst_pct',               'failure', 'state', 'share',    'setting', NULL, 50, '%',
        'FAILURE_BURST: and at least this share of those that ended'),
    ('sweep_stuck_minutes',     'sweep', 'state', 'silence', 'setting', NULL, 10, 'min',
        'a sweep of which something runs is stuck when it has written nothing for longer'),
    ('sweep_no_score',          'sweep', 'state', 'best',   'setting', NULL, -1000, NULL,
        'a search that reports no better score has not found a trial that works: the sweep is failing')
ON CONFLICT (name) DO NOTHING;

-- 0.1.0's words said the limit themselves; those that the owner wrote stay.
UPDATE dagsieve.threshold AS t
   SET meaning = 'finished runs that succeeded, {success_window} days'
 WHERE t.meaning = 'finished runs that succeeded, 7 days';

-- rows of thresholds

CREATE TABLE IF NOT EXISTS dagsieve.universe (
    crypto_group text NOT NULL,
    crypto       text NOT NULL,
    PRIMARY KEY (crypto_group, crypto)
);
COMMENT ON TABLE dagsieve.universe IS 'The cryptos that are watched, by group (domain §2)';
COMMENT ON COLUMN dagsieve.universe.crypto_group IS 'group, such as btc-core';
COMMENT ON COLUMN dagsieve.universe.crypto       IS 'pair, such as BTCUSDC';

-- Only into an empty table: a universe that was imported is whole.
INSERT INTO dagsieve.universe (crypto_group, crypto)
SELECT seed.* FROM (VALUES
    ('btc-core', 'BTCUSDC'), ('btc-core', 'ETHUSDC'),
    ('defi', 'SOLUSDC'), ('defi', 'ADAUSDC'), ('defi', 'BONKUSDC'), ('defi', 'XRPUSDC')) AS seed
WHERE NOT EXISTS (SELECT FROM dagsieve.universe)
ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS dagsieve.infra_sample (
    time   timestamptz NOT NULL,
    metric text        NOT NULL,
    value  numeric     NOT NULL,
    PRIMARY KEY (metric, time)
);
COMMENT ON TABLE dagsieve.infra_sample IS 'What logs cannot tell, from dagsieve import infra (domain §7)';
COMMENT ON COLUMN dagsieve.infra_sample.time   IS 'when it was measured';
COMMENT ON COLUMN dagsieve.infra_sample.metric IS 'pvc_pct, cpu_pct, pods_down, oom_kills or challenger_count';
COMMENT ON COLUMN dagsieve.infra_sample.value  IS 'the reading';

CREATE TABLE IF NOT EXISTS dagsieve.dag_kind (
    dag_id text PRIMARY KEY,
    kind   text NOT NULL
);
COMMENT ON TABLE dagsieve.dag_kind IS 'What the platform uses a DAG for; one that is not here is other (domain §2)';
COMMENT ON COLUMN dagsieve.dag_kind.dag_id IS 'Airflow''s dag_id';
COMMENT ON COLUMN dagsieve.dag_kind.kind IS
    'testing: each run must get one main diagnosis; promotion: it changes which model trades, boards mark its runs; strategies: it works '
    'for them besides';

-- Only into an empty table: a DAG that the owner took out stays out.
INSERT INTO dagsieve.dag_kind (dag_id, kind)
SELECT seed.* FROM (VALUES
    ('launch__discovery', 'testing'), ('launch__backtesting', 'testing'), ('launch__walkforward', 'testing'),
    ('launch__promotion', 'promotion'), ('pte__7_killswitch', 'promotion'), ('pte__8_rollback', 'promotion'),
    ('pte__10_decommission', 'promotion'), ('launch__retrain', 'strategies'), ('launch__monitoring', 'strategies'),
    ('launch__meta_training', 'strategies'), ('finetune__pte', 'strategies')) AS seed
WHERE NOT EXISTS (SELECT FROM dagsieve.dag_kind)
ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS dagsieve.progress (
    dag_id     text NOT NULL DEFAULT 'finetune__pte',
    event_name text NOT NULL,
    role       text NOT NULL CHECK (role IN ('progress', 'trial', 'total', 'score', 'error', 'samples')),
    attribute  text,
    PRIMARY KEY (dag_id, event_name, role)
);
COMMENT ON TABLE dagsieve.progress IS 'Which DAGs are sweeps, and what their events tell: view sweep (domain §9)';
COMMENT ON COLUMN dagsieve.progress.dag_id     IS 'DAG whose runs are sweeps';
COMMENT ON COLUMN dagsieve.progress.event_name IS 'an event of its attempts';
COMMENT ON COLUMN dagsieve.progress.role IS
    'progress: a variant is done; trial: number of a trial; total: how many trials; score: the best so far; error: something failed; '
    'samples: size of the training set';
COMMENT ON COLUMN dagsieve.progress.attribute  IS 'attribute of the event that has the number; null where the event alone counts';

-- Only into an empty table: a row that the owner took out stays out.
INSERT INTO dagsieve.progress (dag_id, event_name, role, attribute)
SELECT 'finetune__pte', seed.* FROM (VALUES
    ('weighted_variant_evaluated', 'progress', NULL),
    ('hpo_heartbeat', 'trial', 'trial'), ('hpo_heartbeat', 'total', 'n_trials'), ('hpo_heartbeat', 'score', 'best_score'),
    ('xgboost_training_failed', 'error', NULL), ('seed_db_connect_failed', 'error', NULL), ('seed_apply_failed', 'error', NULL),
    ('train_samples', 'samples', 'samples')) AS seed
WHERE NOT EXISTS (SELECT FROM dagsieve.progress)
ON CONFLICT DO NOTHING;
