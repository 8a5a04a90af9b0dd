/* coin.h - what a name such as token has as its value in the logs of a trader, and is public. */
#ifndef DAGSIEVE_MASK_COIN_H
#define DAGSIEVE_MASK_COIN_H

#include "parser/text/slice.h"

/* SOL, BTC-PERP, 1000PEPEUSDT, PEPE1000: a coin or a pair of them, which a token may be. */
bool is_coin(struct slice value);
/* The address of a token on a public chain: Ethereum and its like, Solana, Tron, Cosmos, Sui. */
bool is_address(struct slice value);
/* The signature of a transaction on Solana, 64 bytes in base58, which is public: an exchange's is hexadecimal or base64. */
bool is_chain_signature(struct slice value);

#endif
