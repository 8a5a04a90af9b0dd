/* coin.c - see coin.h. */
#include "coin.h"

enum { COIN_MOST = 16, DIGITS_MOST = 6, ADDRESS_BYTES = 42, SIGNATURE_LEAST = 86, SIGNATURE_MOST = 88 };

/* bitcoin, usdc, solusdt: coins as their data vendors and exchanges write them in small letters. */
static bool is_coin_small(struct slice value)
{
    static const struct slice names[] = {
        SLICE_ROW("bitcoin"), SLICE_ROW("ethereum"), SLICE_ROW("solana"), SLICE_ROW("tether"), SLICE_ROW("ripple"), SLICE_ROW("cardano"), SLICE_ROW("dogecoin"),
        SLICE_ROW("litecoin"), SLICE_ROW("polkadot"), SLICE_ROW("chainlink"), SLICE_ROW("avalanche"), SLICE_ROW("polygon"), SLICE_ROW("uniswap"),
        SLICE_ROW("tron"), SLICE_ROW("stellar"), SLICE_ROW("monero"), SLICE_ROW("cosmos"), SLICE_ROW("aave"), SLICE_ROW("pepe"), SLICE_ROW("bonk"),
        SLICE_ROW("jupiter"), SLICE_ROW("raydium"), SLICE_ROW("btc"), SLICE_ROW("eth"), SLICE_ROW("weth"), SLICE_ROW("wbtc"), SLICE_ROW("sol"),
        SLICE_ROW("bnb"), SLICE_ROW("xrp"), SLICE_ROW("ada"), SLICE_ROW("doge"), SLICE_ROW("dai"), SLICE_ROW("usd"), SLICE_ROW("usdc"), SLICE_ROW("usdt"),
        SLICE_ROW("binancecoin"), SLICE_ROW("usd-coin"), SLICE_ROW("shiba-inu"),
    };
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        if (slice_eq_nocase(value, names[i]))
            return true;
    return slice_span(value, 0, byte_is_letter) == value.n && value.n <= COIN_MOST && (slice_ends(value, SLICE("usdc")) || slice_ends(value, SLICE("usdt")));
}

bool is_coin(struct slice value)
{
    size_t letters = 0, at = slice_span(value, 0, byte_is_digit), end = value.n;
    while (end > at && end + DIGITS_MOST > value.n && byte_is_digit(value.p[end - 1]))
        end--;
    for (; at < end; at++)
        if (value.p[at] >= 'A' && value.p[at] <= 'Z')
            letters++;
        else if (!letters || (value.p[at] != '-' && value.p[at] != '/' && value.p[at] != '_'))
            return is_coin_small(value);
    return letters >= 2 && value.n <= COIN_MOST;
}

bool is_chain_signature(struct slice value)
{
    size_t capitals = 0;
    for (size_t i = 0; i < value.n && i <= SIGNATURE_MOST; i++) {
        if (!(byte_is_letter(value.p[i]) || byte_is_digit(value.p[i])) || strchr("0OIl", value.p[i]))
            return false;
        capitals += value.p[i] >= 'A' && value.p[i] <= 'Z';
    }
    return capitals && value.n >= SIGNATURE_LEAST && value.n <= SIGNATURE_MOST;
}

static bool byte_is_hex(char c)
{
    return byte_is_digit(c) || (byte_lower(c) >= 'a' && byte_lower(c) <= 'f');
}

/* EPjFWdd5.., TR7NHqje..: 32 bytes in base58, or Tron's; a key of that length has one of the four letters that base58 has not. */
static bool is_base58(struct slice value)
{
    size_t capitals = 0, digits = 0;
    for (size_t i = 0; i < value.n; i++) {
        if (!(byte_is_letter(value.p[i]) || byte_is_digit(value.p[i])) || strchr("0OIl", value.p[i]))
            return false;
        capitals += value.p[i] >= 'A' && value.p[i] <= 'Z';
        digits += byte_is_digit(value.p[i]);
    }
    return capitals && digits && capitals + digits < value.n;
}

bool is_address(struct slice value)
{
    static const struct slice denoms[] = { SLICE_ROW("ibc/"), SLICE_ROW("factory/"), SLICE_ROW("erc20:0x"), SLICE_ROW("eip155:") };
    if (slice_starts(value, SLICE("0x"))) {
        size_t end = slice_span(value, 2, byte_is_hex);
        return (end == value.n && value.n == ADDRESS_BYTES) || slice_starts(slice_from(value, end), SLICE("::"));
    }
    for (size_t i = 0; i < sizeof(denoms) / sizeof(*denoms); i++)
        if (slice_starts(value, denoms[i]))
            return true;
    return (value.n == 43 || value.n == 44 || (value.n == 34 && value.p[0] == 'T')) && is_base58(value);
}
