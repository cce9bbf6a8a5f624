/* SPDX-License-Identifier: MIT */
/*
 * Where things lie in the pages of an LMDB environment (data format 1, as 0.9
 * writes it), for those who read them without LMDB: index_verify.c and
 * index_dump_walk.c.
 */
#pragma once

#include <stdint.h>
#include <string.h>

enum {
	PAGE_LEAST = 4096,
	PAGE_MOST = 32768,
	PAGE_HEAD = 16,
	PAGE_BRANCH = 0x01,
	PAGE_LEAF = 0x02,
	PAGE_OVERFLOW = 0x04,
	PAGE_META = 0x08,
	NODE_HEAD = 8,
	NODE_BIG = 0x01,
	KEY_MAX = 511,
	DEPTH_MAX = 32,
	/* The higher bits of the free tree are flags of the environment. */
	TREE_FLAGS = 0x7f,
	TREE_INTEGER_KEYS = 0x08,
	META_MAGIC = (int)0xbeefc0de,
	META_AT = PAGE_HEAD,
	META_VERSION = META_AT + 4,
	META_MAP = META_AT + 16,
	META_FREE_TREE = META_AT + 24,
	META_MAIN_TREE = META_FREE_TREE + 48,
	META_LAST_PAGE = META_MAIN_TREE + 48,
	META_TXNID = META_LAST_PAGE + 8,
	META_END = META_TXNID + 8,
};

#define NO_PAGE UINT64_MAX

/* A number of 2, 4 or 8 bytes, in the order of the host, as the format has it.
 */
static inline uint64_t page_get(const char *at, size_t bytes)
{
	uint64_t n = 0;

	if (bytes == 2) {
		uint16_t n16;

		memcpy(&n16, at, 2);
		return n16;
	}
	if (bytes == 4) {
		uint32_t n32;

		memcpy(&n32, at, 4);
		return n32;
	}
	memcpy(&n, at, 8);
	return n;
}
