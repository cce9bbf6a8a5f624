/* SPDX-License-Identifier: MIT */
#include "index/index_record.h"

#include "base/check.h"
#include "index/index_sum.h"

static const char version_text[] = "fumikur5";

/* ---- keys: big-endian, so that their bytes sort as the numbers do ---- */

static void add_be32(struct index_key *key, uint32_t n)
{
	n = htobe32(n);
	memcpy(key->bytes + key->len, &n, sizeof(n));
	key->len += sizeof(n);
}

static uint32_t be32_at(const char *at)
{
	uint32_t n;

	memcpy(&n, at, sizeof(n));
	return be32toh(n);
}

struct index_key index_record_key(enum index_key_kind kind)
{
	struct index_key key;

	key.bytes[0] = (char)kind;
	key.len = 1;
	return key;
}

struct index_key index_record_key_folder(enum index_key_kind kind,
					 uint32_t folder)
{
	struct index_key key = index_record_key(kind);

	add_be32(&key, folder);
	return key;
}

struct index_key index_record_key_name(struct span name)
{
	struct index_key key = index_record_key(INDEX_KEY_NAME);

	ASSERT(name.len <= INDEX_RECORD_NAME_MAX);
	if (name.len)
		memcpy(key.bytes + 1, name.ptr, name.len);
	key.len += name.len;
	return key;
}

struct index_key index_record_key_uid(enum index_key_kind kind, uint32_t folder,
				      uint32_t uid)
{
	struct index_key key = index_record_key_folder(kind, folder);

	add_be32(&key, uid);
	return key;
}

struct index_key index_record_key_log(uint32_t folder, uint64_t modseq,
				      uint16_t serial)
{
	struct index_key key = index_record_key_folder(INDEX_KEY_LOG, folder);

	add_be32(&key, (uint32_t)(modseq >> 32));
	add_be32(&key, (uint32_t)modseq);
	key.bytes[key.len++] = (char)(serial >> 8);
	key.bytes[key.len++] = (char)serial;
	return key;
}

struct span index_record_key_span(const struct index_key *key)
{
	return span_make(key->bytes, key->len);
}

static bool key_is_of(struct span key, enum index_key_kind kind,
		      uint32_t folder, size_t len)
{
	return key.len == len && key.ptr[0] == (char)kind &&
	       be32_at(key.ptr + 1) == folder;
}

bool index_record_read_key_uid(struct span key, enum index_key_kind kind,
			       uint32_t folder, uint32_t *out_uid)
{
	if (!key_is_of(key, kind, folder, 9))
		return false;
	*out_uid = be32_at(key.ptr + 5);
	return true;
}

bool index_record_read_key_log(struct span key, uint32_t folder,
			       uint64_t *out_modseq, uint16_t *out_serial)
{
	if (!key_is_of(key, INDEX_KEY_LOG, folder, 15))
		return false;
	*out_modseq =
		(uint64_t)be32_at(key.ptr + 5) << 32 | be32_at(key.ptr + 9);
	*out_serial = (uint16_t)((unsigned char)key.ptr[13] << 8 |
				 (unsigned char)key.ptr[14]);
	return true;
}

/* ---- seals ---- */

static uint32_t seal_of(struct span key, struct span value)
{
	if (key.len == INDEX_SUM_KEY && value.len == INDEX_SUM_VALUE)
		return index_sum_message(key.ptr, value.ptr);
	return index_sum_fold(index_sum(index_sum(0, key), value));
}

void index_record_seal(struct span key, char *value, size_t size)
{
	uint32_t seal = htole32(seal_of(key, span_make(value, size)));

	memcpy(value + size, &seal, sizeof(seal));
}

bool index_record_open(struct span key, struct span sealed, struct span *out)
{
	uint32_t seal;

	if (sealed.len < INDEX_RECORD_SEAL)
		return false;
	*out = span_first(sealed, sealed.len - INDEX_RECORD_SEAL);
	memcpy(&seal, sealed.ptr + out->len, sizeof(seal));
	return le32toh(seal) == seal_of(key, *out);
}

/* ---- values: little-endian ---- */

static void put32(char **at, uint32_t n)
{
	n = htole32(n);
	memcpy(*at, &n, sizeof(n));
	*at += sizeof(n);
}

static void put64(char **at, uint64_t n)
{
	n = htole64(n);
	memcpy(*at, &n, sizeof(n));
	*at += sizeof(n);
}

static uint32_t get32(const char **at)
{
	uint32_t n;

	memcpy(&n, *at, sizeof(n));
	*at += sizeof(n);
	return le32toh(n);
}

static uint64_t get64(const char **at)
{
	uint64_t n;

	memcpy(&n, *at, sizeof(n));
	*at += sizeof(n);
	return le64toh(n);
}

void index_record_write_version(char out[INDEX_RECORD_VERSION_SIZE])
{
	memcpy(out, version_text, INDEX_RECORD_VERSION_SIZE);
}

bool index_record_is_version(struct span value)
{
	return span_eq(value,
		       span_make(version_text, INDEX_RECORD_VERSION_SIZE));
}

void index_record_write_u32(uint32_t n, char out[4])
{
	put32(&out, n);
}

bool index_record_read_u32(struct span value, uint32_t *out)
{
	if (value.len != 4)
		return false;
	*out = get32(&value.ptr);
	return true;
}

void index_record_write_usage(const struct index_usage *usage,
			      char out[INDEX_RECORD_USAGE_SIZE])
{
	put64(&out, usage->bytes);
	put64(&out, usage->messages);
}

bool index_record_read_usage(struct span value, struct index_usage *out)
{
	if (value.len != INDEX_RECORD_USAGE_SIZE)
		return false;
	out->bytes = get64(&value.ptr);
	out->messages = get64(&value.ptr);
	return true;
}

static void put_time(char **at, const struct index_dir_time *time)
{
	put64(at, (uint64_t)time->mtime_ns);
	put64(at, (uint64_t)time->ctime_ns);
	put32(at, time->racy);
	put32(at, time->pad);
}

static struct index_dir_time get_time(const char **at)
{
	struct index_dir_time time = { .mtime_ns = (int64_t)get64(at) };

	time.ctime_ns = (int64_t)get64(at);
	time.racy = get32(at);
	time.pad = get32(at);
	return time;
}

void index_record_write_folder(const struct index_folder *folder,
			       char out[INDEX_RECORD_FOLDER_SIZE])
{
	const char *begin = out;

	memcpy(out, folder->mailbox_id, sizeof(folder->mailbox_id));
	out += sizeof(folder->mailbox_id);
	put32(&out, folder->uidvalidity);
	put32(&out, folder->uidnext);
	put32(&out, folder->uid_ceiling);
	put32(&out, folder->recent_uid);
	put64(&out, folder->modseq);
	put64(&out, folder->modseq_ceiling);
	put32(&out, folder->messages);
	put32(&out, folder->unseen);
	put32(&out, folder->deleted);
	put32(&out, folder->blob_generation);
	put64(&out, folder->bytes);
	put64(&out, folder->vbytes);
	put64(&out, folder->blob_end);
	put64(&out, folder->log_cut);
	put32(&out, folder->log_entries);
	put_time(&out, &folder->new_time);
	put_time(&out, &folder->cur_time);
	put64(&out, folder->keywords_stamp);
	ASSERT(out - begin == INDEX_RECORD_FOLDER_SIZE);
}

bool index_record_read_folder(struct span value, struct index_folder *out)
{
	const char *at = value.ptr;

	if (value.len != INDEX_RECORD_FOLDER_SIZE)
		return false;
	memcpy(out->mailbox_id, at, sizeof(out->mailbox_id));
	at += sizeof(out->mailbox_id);
	out->uidvalidity = get32(&at);
	out->uidnext = get32(&at);
	out->uid_ceiling = get32(&at);
	out->recent_uid = get32(&at);
	out->modseq = get64(&at);
	out->modseq_ceiling = get64(&at);
	out->messages = get32(&at);
	out->unseen = get32(&at);
	out->deleted = get32(&at);
	out->blob_generation = get32(&at);
	out->bytes = get64(&at);
	out->vbytes = get64(&at);
	out->blob_end = get64(&at);
	out->log_cut = get64(&at);
	out->log_entries = get32(&at);
	out->new_time = get_time(&at);
	out->cur_time = get_time(&at);
	out->keywords_stamp = get64(&at);
	return true;
}

void index_record_write_message(const struct index_message *message,
				char out[INDEX_RECORD_MESSAGE_SIZE])
{
	put64(&out, message->modseq);
	put64(&out, message->arrival_modseq);
	put64(&out, message->keywords);
	put32(&out, message->flags);
	put32(&out, message->internaldate);
	put64(&out, message->size);
	put64(&out, message->vsize);
	put64(&out, message->blob_at);
	put32(&out, message->blob_len);
	put32(&out, message->savedate);
	put32(&out, message->sent);
	put32(&out,
	      (uint16_t)message->sent_zone | (uint32_t)message->pad << 16);
}

bool index_record_read_message(struct span value, struct index_message *out)
{
	const char *at = value.ptr;
	uint32_t zone;

	if (value.len != INDEX_RECORD_MESSAGE_SIZE)
		return false;
	out->modseq = get64(&at);
	out->arrival_modseq = get64(&at);
	out->keywords = get64(&at);
	out->flags = get32(&at);
	out->internaldate = get32(&at);
	out->size = get64(&at);
	out->vsize = get64(&at);
	out->blob_at = get64(&at);
	out->blob_len = get32(&at);
	out->savedate = get32(&at);
	out->sent = get32(&at);
	zone = get32(&at);
	out->sent_zone = (int16_t)zone;
	out->pad = (uint16_t)(zone >> 16);
	return true;
}

bool index_record_open_message(struct span key, struct span sealed,
			       struct index_message *out)
{
	struct span value;

	return index_record_open(key, sealed, &value) &&
	       index_record_read_message(value, out);
}
