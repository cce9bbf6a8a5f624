/* SPDX-License-Identifier: MIT */
#include "crypto/crypto_windows.h"

#include <nettle/des.h>

#include "base/auto.h"
#include "crypto/crypto_hash.h"
#include "crypto/crypto_secret.h"

enum {
	LANMAN_LEN = 14,
	PASSWORD_MAX = 4096
};

/* 56 bits become a key of 8 bytes, each with a bit of parity. */
static void half(const uint8_t in[7], uint8_t out[DES_BLOCK_SIZE])
{
	static const uint8_t text[DES_BLOCK_SIZE] = "KGS!@#$%";
	uint8_t key[DES_KEY_SIZE];
	struct des_ctx des;

	key[0] = in[0];
	for (unsigned i = 1; i < 7; i++)
		key[i] = (uint8_t)(in[i - 1] << (8 - i) | in[i] >> i);
	key[7] = (uint8_t)(in[6] << 1);
	des_fix_parity(DES_KEY_SIZE, key, key);
	/* Half of an empty password is a weak key: taken all the same. */
	(void)des_set_key(&des, key);
	des_encrypt(&des, DES_BLOCK_SIZE, out, text);
	crypto_secret_wipe(&des, sizeof(des));
	crypto_secret_wipe(key, sizeof(key));
}

void crypto_windows_lanman(struct span password,
			   uint8_t out[CRYPTO_WINDOWS_SIZE])
{
	uint8_t upper[LANMAN_LEN] = { 0 };

	for (size_t i = 0; i < password.len && i < LANMAN_LEN; i++) {
		char c = password.ptr[i];

		upper[i] = (uint8_t)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	half(upper, out);
	half(upper + LANMAN_LEN / 2, out + DES_BLOCK_SIZE);
	crypto_secret_wipe(upper, sizeof(upper));
}

static void hash_wide(enum crypto_hash hash, struct span password,
		      bool high_first, uint8_t *out)
{
	auto_buf struct buf wide;
	struct span text;

	buf_init(&wide, 2 * PASSWORD_MAX);
	for (size_t i = 0; i < password.len; i++) {
		buf_add_char(&wide, high_first ? '\0' : password.ptr[i]);
		buf_add_char(&wide, high_first ? password.ptr[i] : '\0');
	}
	text = buf_span(&wide);
	crypto_hash_make(hash, &text, 1, out);
	crypto_secret_wipe_buf(&wide);
}

void crypto_windows_ntlm(struct span password, uint8_t out[CRYPTO_WINDOWS_SIZE])
{
	hash_wide(CRYPTO_HASH_MD4, password, false, out);
}

void crypto_windows_rpa(struct span password, uint8_t out[CRYPTO_WINDOWS_SIZE])
{
	hash_wide(CRYPTO_HASH_MD5, password, true, out);
}
