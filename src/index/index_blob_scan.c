/* SPDX-License-Identifier: MIT */
#include "index/index_blob_scan.h"

#include <endian.h>
#include <string.h>

#include "index/index_sum.h"

static const char file_magic[8] = { 'F', 'M', 'K', 'B', 'L', 'O', 'B', '1' };
enum {
	ENTRY_MAGIC = 0x424d4b46,
	FILE_SUMMED = 32,
	ENTRY_SUMMED = 20
};

static void put32(char *at, uint32_t n)
{
	n = htole32(n);
	memcpy(at, &n, sizeof(n));
}

static void put64(char *at, uint64_t n)
{
	n = htole64(n);
	memcpy(at, &n, sizeof(n));
}

static uint32_t get32(const char *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	return le32toh(n);
}

static uint64_t get64(const char *at)
{
	uint64_t n;

	memcpy(&n, at, sizeof(n));
	return le64toh(n);
}

static uint32_t sum_of(struct span head, struct span payload)
{
	return index_sum_fold(index_sum(index_sum(0, head), payload));
}

void index_blob_scan_write_file_head(const uint8_t mailbox_id[16],
				     uint64_t secret,
				     char out[INDEX_BLOB_FILE_HEAD])
{
	memcpy(out, file_magic, 8);
	memcpy(out + 8, mailbox_id, 16);
	put64(out + 24, secret);
	put32(out + 32, sum_of(span_make(out, FILE_SUMMED), SPAN("")));
	put32(out + 36, 0);
}

bool index_blob_scan_read_file_head(struct span head,
				    const uint8_t mailbox_id[16],
				    uint64_t *out_secret)
{
	if (head.len < INDEX_BLOB_FILE_HEAD ||
	    memcmp(head.ptr, file_magic, 8) != 0 ||
	    memcmp(head.ptr + 8, mailbox_id, 16) != 0 ||
	    get32(head.ptr + 32) !=
		    sum_of(span_first(head, FILE_SUMMED), SPAN("")))
		return false;
	*out_secret = get64(head.ptr + 24);
	return true;
}

void index_blob_scan_write_head(uint64_t secret, uint32_t uid,
				struct span payload, char out[INDEX_BLOB_HEAD])
{
	put32(out, ENTRY_MAGIC);
	put32(out + 4, uid);
	put64(out + 8, secret);
	put32(out + 16, (uint32_t)payload.len);
	put32(out + 20, sum_of(span_make(out, ENTRY_SUMMED), payload));
}

static bool is_head(struct span bytes, uint64_t secret)
{
	return bytes.len >= INDEX_BLOB_HEAD &&
	       get32(bytes.ptr) == ENTRY_MAGIC &&
	       get64(bytes.ptr + 8) == secret;
}

bool index_blob_scan_peek(struct span bytes, uint64_t secret, uint32_t *out_uid,
			  struct span *out_payload)
{
	uint32_t len;

	if (!is_head(bytes, secret))
		return false;
	len = get32(bytes.ptr + 16);
	if (len > INDEX_BLOB_MAX || len > bytes.len - INDEX_BLOB_HEAD)
		return false;
	*out_payload = span_make(bytes.ptr + INDEX_BLOB_HEAD, len);
	*out_uid = get32(bytes.ptr + 4);
	return *out_uid != 0;
}

bool index_blob_scan_entry(struct span bytes, uint64_t secret,
			   uint32_t *out_uid, struct span *out_payload)
{
	return index_blob_scan_peek(bytes, secret, out_uid, out_payload) &&
	       sum_of(span_first(bytes, ENTRY_SUMMED), *out_payload) ==
		       get32(bytes.ptr + 20);
}

uint64_t index_blob_scan_step(size_t payload_len)
{
	return (INDEX_BLOB_HEAD + payload_len + INDEX_BLOB_ALIGN - 1) /
	       INDEX_BLOB_ALIGN * INDEX_BLOB_ALIGN;
}

bool index_blob_scan_next(struct span file, uint64_t secret, uint64_t *at,
			  uint64_t *out_place, uint32_t *out_uid,
			  struct span *out_payload)
{
	for (; *at < file.len; *at += INDEX_BLOB_ALIGN) {
		struct span here = span_from(file, *at);

		if (!index_blob_scan_entry(here, secret, out_uid, out_payload))
			continue;
		*out_place = *at;
		*at += index_blob_scan_step(out_payload->len);
		return true;
	}
	return false;
}
