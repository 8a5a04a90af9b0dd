// node tests/grafana/picture.mjs [failure]: prints the history that the preview shows: 45 nights of a platform that is neither all well nor all ill, always the same.
// failure: in the last night a dependency that nobody has seen missing before ends every attempt of the backtest and its retries.
const failure = process.argv[2] === 'failure';
let state = 20260429;
const random = () => (state = (state * 1103515245 + 12345) % 2147483648) / 2147483648;
const NIGHTS = 45;
const day = (n, hour) => new Date(Date.UTC(2026, 2, 15 + n, hour)).toISOString().slice(0, 16);

const cryptos = [
    { name: 'BTCUSDC', delta: 0.17, std: 0.02, gap: 0.05, sortino: 1.3, sl: 30, timeout: 20 },
    { name: 'ETHUSDC', delta: 0.15, std: 0.03, gap: 0.08, sortino: 1.0, sl: 34, timeout: 22, turn: 30, then: { delta: 0.02, sortino: 0.2 } },
    { name: 'SOLUSDC', delta: 0.16, std: 0.03, gap: 0.06, sortino: 0.9, sl: 36, timeout: 18, turn: 37, then: { sortino: -0.6, sl: 56 } },
    { name: 'ADAUSDC', delta: 0.08, std: 0.04, gap: 0.1, sortino: 0.7, sl: 32, timeout: 26 },
    { name: 'BONKUSDC', delta: 0.07, std: 0.06, gap: 0.12, sortino: 0.4, sl: 35, timeout: 33, turn: 33, then: { gap: 0.34, std: 0.07 } },
    { name: 'XRPUSDC', delta: 0.11, std: 0.03, gap: 0.04, sortino: 0.8, sl: 33, timeout: 24, turn: 40, then: { std: 0.12 } },
];

function block(crypto, night) {
    const now = night >= crypto.turn ? { ...crypto, ...crypto.then } : crypto;
    const about = (value, width) => value + (random() - 0.5) * width;
    const base = about(0.5, 0.02), delta = about(now.delta, 0.05), last = base + delta - 0.02, sl = about(now.sl, 6), timeout = about(now.timeout, 6), sortino = about(now.sortino, 0.4);
    const passed = night !== 27 && delta > 0.05 && sortino > 0 && now.std < 0.1 && now.gap < 0.3;
    const audit = crypto.name === 'ADAUSDC' && night > 41 ? ' s22a1_status=SKIPPED s22a1_anchor_available=false' : '';
    return `block crypto=${crypto.name} strategy=pte_0${night % 9} f1_buy=${(base + delta).toFixed(3)} baseline_f1_buy=${base.toFixed(3)} std_f1_buy=${about(now.std, 0.01).toFixed(3)} screening_f1_buy=${(last + about(now.gap, 0.03)).toFixed(3)}`
        + ` last_fold_f1_buy=${last.toFixed(3)} sortino=${sortino.toFixed(2)} tp_pct=${(100 - sl - timeout).toFixed(1)} sl_pct=${sl.toFixed(1)} timeout_pct=${timeout.toFixed(1)} n_trades=${Math.round(about(120, 40))}`
        + ` gates=${passed ? 'PASS' : 'FAIL(sortino)'}${audit}`;
}

const lines = [`now ${day(NIGHTS, 6)}`];
for (let night = 0; night < NIGHTS; night++) {
    const morning = day(night + 1, 5);
    lines.push(`infra ${morning} pvc_pct ${night === 24 ? 91 : Math.round(58 + night / 4)}`, `infra ${morning} cpu_pct ${Math.round(45 + random() * 20)}`, `infra ${morning} pods_down 0`, `infra ${morning} challenger_count ${1 + Math.floor(night / 9)}`);
    if (night === 12 || night === 13)
        continue;
    if (failure && night === NIGHTS - 1) {
        lines.push(`run launch__backtesting ${day(night, 22)}`, 'task prepare success 4m');
        for (let i = 0; i < 6; i++)
            lines.push(`task fit_${cryptos[i].name.toLowerCase()} failed 2m after=5m`, 'event xgboost_training_failed error=No module named \'cleanlab\'', 'error ModuleNotFoundError: No module named \'cleanlab\'');
        lines.push('task test_step failed 1m after=9m');
    } else
        lines.push(`run launch__backtesting ${day(night, 22)}`, 'task prepare success 4m', 'event seed_summary inserted=3 skipped=478', `task test_step success ${50 + Math.round(random() * 12)}m after=5m`, ...cryptos.map((crypto) => block(crypto, night)));
    lines.push(`run launch__monitoring ${day(night + 1, 4)}`, `task drift ${night % 9 === 5 || night === 43 ? 'failed' : 'success'} 6m`);
    if (night % 3 === 0)
        lines.push(`run launch__meta_training ${day(night + 1, 2)}`, `task train ${night === 42 ? 'failed' : 'success'} 48m`, ...(night === 42 ? ['event xgboost_training_failed error=No module named \'sympy\''] : []));
    if (night === 18)
        lines.push(`run launch__walkforward ${day(night, 21)}`, 'task a oom 9m', 'task b oom 9m', 'task c oom 9m');
    if (night === 35)
        lines.push(`run launch__promotion ${day(night + 1, 3)}`, 'task promote success 2m');
}
console.log(lines.join('\n'));
