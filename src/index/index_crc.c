/* SPDX-License-Identifier: MIT */
/* Eight table look-ups per eight bytes ("slicing by eight"). */
#include "index/index_crc.h"

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
	POLYNOMIAL_REVERSED = (int)0x82f63b78
};

static uint32_t table[8][256];
static bool is_ready;

static void make_table(void)
{
	for (uint32_t i = 0; i < 256; i++) {
		uint32_t crc = i;

		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^
			      (crc & 1 ? (uint32_t)POLYNOMIAL_REVERSED : 0);
		table[0][i] = crc;
	}
	for (int k = 1; k < 8; k++) {
		for (int i = 0; i < 256; i++)
			table[k][i] = table[k - 1][i] >> 8 ^
				      table[0][table[k - 1][i] & 0xff];
	}
	is_ready = true;
}

uint32_t index_crc(uint32_t crc, struct span bytes)
{
	const char *at = bytes.ptr;
	size_t left = bytes.len;

	if (!is_ready)
		make_table();
	crc = ~crc;
	for (; left >= 8; at += 8, left -= 8) {
		uint64_t word;

		memcpy(&word, at, 8);
		word = le64toh(word) ^ crc;
		crc = table[7][word & 0xff] ^ table[6][word >> 8 & 0xff] ^
		      table[5][word >> 16 & 0xff] ^
		      table[4][word >> 24 & 0xff] ^
		      table[3][word >> 32 & 0xff] ^
		      table[2][word >> 40 & 0xff] ^
		      table[1][word >> 48 & 0xff] ^ table[0][word >> 56];
	}
	for (; left > 0; at++, left--)
		crc = crc >> 8 ^ table[0][(crc ^ (unsigned char)*at) & 0xff];
	return ~crc;
}
