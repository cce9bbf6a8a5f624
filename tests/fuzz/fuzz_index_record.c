/* SPDX-License-Identifier: MIT */
/* A value of unknown bytes under a key: the first byte says how long the key
 * is. Whatever a decoder takes, it writes again as the same bytes. */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/check.h"
#include "index/index_record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void read_value(struct span value)
{
	struct index_folder folder;
	struct index_message message;
	struct index_usage usage;
	char bytes[INDEX_RECORD_FOLDER_SIZE];
	uint32_t n;

	if (index_record_read_folder(value, &folder)) {
		index_record_write_folder(&folder, bytes);
		ASSERT(memcmp(bytes, value.ptr, value.len) == 0);
	}
	if (index_record_read_message(value, &message)) {
		index_record_write_message(&message, bytes);
		ASSERT(memcmp(bytes, value.ptr, value.len) == 0);
	}
	if (index_record_read_usage(value, &usage)) {
		index_record_write_usage(&usage, bytes);
		ASSERT(memcmp(bytes, value.ptr, value.len) == 0);
	}
	if (index_record_read_u32(value, &n)) {
		index_record_write_u32(n, bytes);
		ASSERT(memcmp(bytes, value.ptr, value.len) == 0);
	}
	(void)index_record_is_version(value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_make(data, size);
	struct span value;
	struct span key;
	uint64_t modseq;
	uint16_t serial;
	uint32_t uid;

	if (size == 0)
		return 0;
	key = span_first(span_from(all, 1), data[0]);
	(void)index_record_read_key_uid(key, INDEX_KEY_MESSAGE, 0x41424344,
					&uid);
	(void)index_record_read_key_log(key, 0x41424344, &modseq, &serial);
	all = span_from(all, 1 + key.len);
	read_value(all);
	if (index_record_open(key, all, &value))
		read_value(value);
	return 0;
}
