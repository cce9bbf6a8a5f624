/* SPDX-License-Identifier: MIT */
/* The hashes that Dovecot before 2.3.13 kept for NTLM and RPA, of 16 bytes.
 * Bytes of a password past ASCII are widened one by one, as there. */
#pragma once

#include <stdint.h>

#include "base/span.h"

enum {
	CRYPTO_WINDOWS_SIZE = 16
};

void crypto_windows_lanman(struct span password,
			   uint8_t out[CRYPTO_WINDOWS_SIZE]);
void crypto_windows_ntlm(struct span password,
			 uint8_t out[CRYPTO_WINDOWS_SIZE]);
void crypto_windows_rpa(struct span password, uint8_t out[CRYPTO_WINDOWS_SIZE]);
