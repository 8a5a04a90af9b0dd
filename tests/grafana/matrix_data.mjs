// The data of the matrix (matrix.mjs), as histories (tests/history): one kind of morning each, 45 nights where nights matter.
const NOW = '2026-04-29T06:00', NIGHTS = 45;
const night = (n, hour = 22) => new Date(Date.UTC(2026, 2, 15 + n, hour)).toISOString().slice(0, 16);
const calm = ['pvc_pct 40', 'cpu_pct 30', 'pods_down 0', 'oom_kills 0', 'challenger_count 3'], ill = ['pvc_pct 97', 'cpu_pct 99', 'pods_down 12', 'oom_kills 12', 'challenger_count 14'];
const infra = (samples) => samples.map((one) => `infra 2026-04-29T05:00 ${one}`);
const names = (count) => Array.from({ length: count }, (_, i) => ['BTC', 'ETH', 'SOL', 'ADA', 'BONK', 'XRP', 'DOGE', 'PEPE'][i] ?? `COIN${i}`).map((one) => `${one}USDC`);
const watched = (cryptos) => cryptos.map((one, i) => `universe ${i < 2 ? 'btc-core' : 'defi'} ${one}`);

const solid = 'baseline_f1_buy=0.50 f1_buy=0.66 std_f1_buy=0.01 screening_f1_buy=0.60 last_fold_f1_buy=0.60 sortino=0.8 tp_pct=60 sl_pct=20 timeout_pct=20 gates=PASS';
const useless = 'baseline_f1_buy=0.50 f1_buy=0.48 std_f1_buy=0.14 screening_f1_buy=0.95 last_fold_f1_buy=0.50 sortino=-1.25 tp_pct=12.5 sl_pct=58.5 timeout_pct=43.75 gates=FAIL(f1)';
const mixed = [solid, useless, 'baseline_f1_buy=0.50 f1_buy=0.66 std_f1_buy=0.02 screening_f1_buy=0.60 last_fold_f1_buy=0.58 sortino=-0.6 tp_pct=24 sl_pct=58 timeout_pct=18 gates=FAIL(sortino)', 'baseline_f1_buy=0.50 f1_buy=0.60 std_f1_buy=0.12 screening_f1_buy=0.60 last_fold_f1_buy=0.57 sortino=0.3 tp_pct=33 sl_pct=25 timeout_pct=42 gates=PASS'];

// Backtests of these cryptos, a night each but those left out; what they printed.
const nights = (cryptos, said, { task = 'success 40m', without = [], dag = 'launch__backtesting', crypto = (one) => one } = {}) => Array.from({ length: NIGHTS }, (_, n) => n).filter((n) => !without.includes(n))
    .flatMap((n) => [`run ${dag} ${night(n)}`, `task test_step ${task}`, ...cryptos.map((one, i) => `block crypto=${crypto(one)} strategy=pte_0${i % 9} n_trades=120 ${said(i, n)}`)]);

const turning = (i, n) => mixed[(i + Math.floor(n / 7)) % mixed.length];
const morning = (count) => [...watched(names(count)), ...infra(calm), ...nights(names(count), turning)];
const failing = (dag, task, error) => [`run ${dag} ${night(NIGHTS - 1)}`, ...Array.from({ length: 6 }, (_, i) => [`task ${task}_${i} failed 2m after=5m`, `error ${error}`]).flat()];

const DAG = 'launch__walkforward_backtesting_of_every_strategy_of_the_universe_with_long_names'.slice(0, 80);
const PLACES = 'step_of_a_task_group.nested_group_of_tasks.'.repeat(4).slice(0, 160);
const LONG = ['1000BONKUSDC', '1000SATSUSDC', 'MAGICWMBUSDC', 'WBTCWETHUSDC', '1000CATSUSDC', '1000PEPEUSDC'];

export const data = {
    empty: [],
    one_crypto: morning(1), eight_cryptos: morning(8), sixteen_cryptos: morning(16), thirty_cryptos: morning(30),
    all_green: [...watched(names(6)), ...infra(calm), ...nights(names(6), () => solid)],
    all_red: [...watched(names(6)), ...infra(ill), ...nights(names(6), () => useless, { task: 'failed 40m' }), `run launch__walkforward ${night(NIGHTS - 1, 20)}`, 'task a oom 9m', 'task b oom 9m', 'task c oom 9m', 'event disk_full error=No space left on device', 'line OSError: [Errno 28] No space left on device'],
    night_missing: [...watched(names(6)), ...infra(calm), ...nights(names(6), turning, { without: [20, 43, 44] })],
    only_failures: failing('shop__load', 'fit', 'ModuleNotFoundError: No module named \'cleanlab\''),
    only_sweep: ['run finetune__pte 2026-04-29T03:30 run_id=manual__sweep', ...Array.from({ length: 6 }, (_, i) => [`task variant ${i < 4 ? 'success 60m' : 'running 100m'} map=${i}`, `event weighted_variant_evaluated crypto=SOLUSDC variant=w_${i} f1_buy=0.${60 + i}`, 'event hpo_heartbeat trial=50 n_trials=50 best_score=0.41']).flat()],
    long_names: [
        ...watched(LONG), ...infra(calm), ...nights(LONG, turning, { dag: DAG }),
        ...failing(DAG, PLACES, `RuntimeError: ${'the search found nothing that could be promoted in the universe of strategies '.repeat(4)}`), 'event variant_failed error=timeout',
    ],
    huge_numbers: [...watched(names(6)), ...infra(['pvc_pct 84.999999', 'cpu_pct 0.0000001', 'pods_down 0', 'oom_kills 0', 'challenger_count 123456789']),
        ...nights(names(6), (i) => `baseline_f1_buy=0.00000012 f1_buy=${['1e-9', '123456789.123456789', '0.999999999', '1e12', '-5', '0.5'][i]} std_f1_buy=1e-7 screening_f1_buy=1e9 last_fold_f1_buy=1e-9 sortino=${['1e-7', '123456789.987', '-987654321.5', '1e15', '-1e-9', '0'][i]} tp_pct=0.0001 sl_pct=99.9999 timeout_pct=33.33333333 gates=PASS`)],
    no_numbers: [...watched(names(6)), ...infra(calm), ...nights(names(6), (i) => `f1_buy=${['nan', 'inf', '-inf', 'nan', '0.6', 'inf'][i]} baseline_f1_buy=${['0.5', 'nan', 'inf', 'nan', '-inf', '0.5'][i]} std_f1_buy=nan screening_f1_buy=inf last_fold_f1_buy=-inf sortino=${['nan', 'inf', '-inf', 'nan', 'inf', '-inf'][i]} tp_pct=nan sl_pct=nan timeout_pct=inf gates=PASS`)],
    nulls: [...watched(names(6)), ...nights(names(6), () => '')],
};

export const history = (name) => [`now ${NOW}`, ...data[name]].join('\n');
