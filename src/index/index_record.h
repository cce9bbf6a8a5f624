/* SPDX-License-Identifier: MIT */
/*
 * Keys and values of the environment as bytes (doc/format/index.md). Pure.
 *
 * Every value ends in a seal, 4 bytes that depend on the key and the value, so
 * that a damaged record is noticed when it is read.
 */
#pragma once

#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/span.h"
#include "index/index.h"

/* The first byte of a key. Messages come last, so that deliveries to the
 * folder with the highest number append to the tree. */
enum index_key_kind {
	INDEX_KEY_SCHEMA = 0,
	INDEX_KEY_USAGE = 1,
	INDEX_KEY_NEXT_FOLDER = 2,
	INDEX_KEY_FOLDER = 3,
	INDEX_KEY_NAME = 4,
	INDEX_KEY_KEYWORDS = 5,
	INDEX_KEY_LOG = 6,
	INDEX_KEY_GAPS = 7,
	INDEX_KEY_ORDER = 8,
	INDEX_KEY_MESSAGE = 9,
};

enum {
	INDEX_RECORD_VERSION_SIZE = 8,
	INDEX_RECORD_SEAL = 4,
	INDEX_RECORD_USAGE_SIZE = 16,
	INDEX_RECORD_FOLDER_SIZE = 156,
	INDEX_RECORD_MESSAGE_SIZE = 72,
	INDEX_RECORD_NAME_MAX = 255,
	INDEX_RECORD_KEY_MAX = 1 + INDEX_RECORD_NAME_MAX,
};

struct index_key {
	size_t len;
	char bytes[INDEX_RECORD_KEY_MAX];
};

struct index_key index_record_key(enum index_key_kind kind);
struct index_key index_record_key_folder(enum index_key_kind kind,
					 uint32_t folder);
/* name: at most INDEX_RECORD_NAME_MAX bytes. */
struct index_key index_record_key_name(struct span name);
/* A key that ends in a UID, GAPS or MESSAGE, or in another number: ORDER. */
struct index_key index_record_key_uid(enum index_key_kind kind, uint32_t folder,
				      uint32_t uid);
struct index_key index_record_key_log(uint32_t folder, uint64_t modseq,
				      uint16_t serial);
struct span index_record_key_span(const struct index_key *key);
/* False: not of this kind and folder. */
bool index_record_read_key_uid(struct span key, enum index_key_kind kind,
			       uint32_t folder, uint32_t *out_uid);
/* Is it that key? Inline, because a scan asks for each record. */
static inline bool index_record_is_key_uid(struct span key,
					   enum index_key_kind kind,
					   uint32_t folder, uint32_t uid)
{
	uint32_t numbers[2];

	if (key.len != 1 + sizeof(numbers) || key.ptr[0] != (char)kind)
		return false;
	memcpy(numbers, key.ptr + 1, sizeof(numbers));
	return numbers[0] == htobe32(folder) && numbers[1] == htobe32(uid);
}
bool index_record_read_key_log(struct span key, uint32_t folder,
			       uint64_t *out_modseq, uint16_t *out_serial);

/* Writes the seal behind `size` bytes at value. */
void index_record_seal(struct span key, char *value, size_t size);
/* The value without its seal; false if the seal is wrong. */
bool index_record_open(struct span key, struct span sealed, struct span *out);

void index_record_write_version(char out[INDEX_RECORD_VERSION_SIZE]);
bool index_record_is_version(struct span value);

void index_record_write_u32(uint32_t n, char out[4]);
bool index_record_read_u32(struct span value, uint32_t *out);
void index_record_write_usage(const struct index_usage *usage,
			      char out[INDEX_RECORD_USAGE_SIZE]);
bool index_record_read_usage(struct span value, struct index_usage *out);
void index_record_write_folder(const struct index_folder *folder,
			       char out[INDEX_RECORD_FOLDER_SIZE]);
bool index_record_read_folder(struct span value, struct index_folder *out);
void index_record_write_message(const struct index_message *message,
				char out[INDEX_RECORD_MESSAGE_SIZE]);
bool index_record_read_message(struct span value, struct index_message *out);
/* A sealed one: index_record_open and the above. */
bool index_record_open_message(struct span key, struct span sealed,
			       struct index_message *out);
