/* SPDX-License-Identifier: MIT */
/*
 * Made of UIDs alone they are all different. Else the texts of all messages are
 * kept as digests. A text with a suffix is none of them, and differs by its UID
 * from all others with one. Digests that are equal by accident cost a suffix,
 * no more.
 */
#include "pop3/pop3_uidl.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_hash.h"

#define RANK_MADE (UINT64_C(1) << 32)

enum {
	TEXT_MAX = 8192,
	MD5 = 16
};

struct place {
	uint64_t digest; /* of the text, without a suffix */
	uint64_t rank;   /* the UID; with RANK_MADE if it was not given */
};

struct pop3_uidl {
	const struct pop3_drop *drop;
	struct config_uidl format;
	struct place *place; /* by digest, then by rank; NULL: not needed */
	size_t count;
};

/* ---- texts ---- */

static void add_number(struct buf *out, const struct config_uidl_part *part,
		       uint32_t number)
{
	if (part->hex)
		buf_add_format(out, "%0*" PRIx32, (int)part->digits, number);
	else
		buf_add_format(out, "%0*" PRIu32, (int)part->digits, number);
}

static void add_md5(struct buf *out, struct span text)
{
	uint8_t digest[MD5];
	char hex[2 * MD5 + 1];

	crypto_hash_make(CRYPTO_HASH_MD5, &text, 1, digest);
	crypto_hash_hex(digest, MD5, hex);
	buf_add_str(out, hex);
}

static void make(const struct pop3_uidl *uidl, uint32_t uid, struct span name,
		 struct buf *out)
{
	for (unsigned i = 0; i < uidl->format.count; i++) {
		const struct config_uidl_part *part = &uidl->format.part[i];

		switch (part->kind) {
		case CONFIG_UIDL_TEXT:
			buf_add(out, part->text);
			break;
		case CONFIG_UIDL_UID:
			add_number(out, part, uid);
			break;
		case CONFIG_UIDL_UIDVALIDITY:
			add_number(out, part, uidl->drop->box->uidvalidity);
			break;
		case CONFIG_UIDL_FILE:
			buf_add(out, name);
			break;
		case CONFIG_UIDL_MD5:
			add_md5(out, name);
			break;
		}
	}
}

static bool write_text(const struct pop3_uidl *uidl, struct store_read *read,
		       uint32_t uid, struct buf *out, struct err *err)
{
	struct span given = store_uidl_find(uidl->drop->facts, uid);
	auto_buf struct buf name;

	buf_init(&name, 256);
	if (given.len) {
		buf_add(out, given);
		return true;
	}
	if (uidl->format.names_file && !store_uidl_name(read, uid, &name, err))
		return false;
	make(uidl, uid, buf_span(&name), out);
	return true;
}

/* ---- who has the same ---- */

static uint64_t digest_of(struct span text)
{
	uint8_t md5[MD5];
	uint64_t digest;

	crypto_hash_make(CRYPTO_HASH_MD5, &text, 1, md5);
	memcpy(&digest, md5, sizeof(digest));
	return digest;
}

static uint64_t rank_of(const struct pop3_uidl *uidl, uint32_t uid)
{
	return store_uidl_find(uidl->drop->facts, uid).len ? uid
							   : uid | RANK_MADE;
}

static int by_digest(const void *a, const void *b)
{
	const struct place *x = a;
	const struct place *y = b;

	if (x->digest != y->digest)
		return x->digest < y->digest ? -1 : 1;
	return x->rank < y->rank ? -1 : x->rank > y->rank;
}

/* The first in rank with that text, or NULL. */
static const struct place *find(const struct pop3_uidl *uidl, struct span text)
{
	const uint64_t digest = uidl->count ? digest_of(text) : 0;
	size_t low = 0;
	size_t high = uidl->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (uidl->place[middle].digest < digest)
			low = middle + 1;
		else
			high = middle;
	}
	return low < uidl->count && uidl->place[low].digest == digest
		       ? &uidl->place[low]
		       : NULL;
}

static bool see(struct pop3_uidl *uidl, struct store_read *read, uint32_t uid,
		struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, TEXT_MAX);
	if (!write_text(uidl, read, uid, &text, err))
		return err->kind == ERR_GONE;
	uidl->place[uidl->count++] = (struct place){
		.digest = digest_of(buf_span(&text)),
		.rank = rank_of(uidl, uid),
	};
	return true;
}

/* From *uid on; false: not that one. */
static bool see_from(struct pop3_uidl *uidl, uint32_t *uid, struct err *err)
{
	struct store_read read;
	bool ok = true;

	err_clear(err);
	if (!store_read_begin(uidl->drop->box, &read, err))
		return false;
	while (*uid && ok) {
		ok = see(uidl, &read, *uid, err);
		if (ok)
			*uid = ranges_next(&uidl->drop->uids, *uid);
	}
	store_read_end(&read);
	return ok;
}

static bool see_all(struct pop3_uidl *uidl, struct err *err)
{
	uint32_t uid = ranges_from(&uidl->drop->uids, 1);
	uint32_t found = 0;

	uidl->place = x_calloc(uidl->drop->count + 1, sizeof(*uidl->place));
	while (!see_from(uidl, &uid, err)) {
		if (err->kind != ERR_NOTFOUND || uid == found ||
		    !pop3_drop_find(uidl->drop, uid, err))
			return false;
		found = uid;
	}
	qsort(uidl->place, uidl->count, sizeof(*uidl->place), by_digest);
	return true;
}

static bool any_given(const struct pop3_uidl *uidl)
{
	struct span text;
	size_t at = 0;
	uint32_t uid;

	return store_uidl_next(uidl->drop->facts, &at, &uid, &text);
}

bool pop3_uidl_new(const struct pop3_drop *drop, const char *format,
		   struct pop3_uidl **out, struct err *err)
{
	struct pop3_uidl *uidl = x_calloc(1, sizeof(*uidl));
	const char *wrong = config_uidl_parse(span_of(format), &uidl->format);

	ASSERT(!wrong); /* the configuration was checked */
	uidl->drop = drop;
	*out = uidl;
	if (!(uidl->format.names_file || any_given(uidl)) || see_all(uidl, err))
		return true;
	pop3_uidl_free(out);
	return false;
}

void pop3_uidl_free(struct pop3_uidl **uidl)
{
	if (!*uidl)
		return;
	free((*uidl)->place);
	free(*uidl);
	*uidl = NULL;
}

bool pop3_uidl_write(const struct pop3_uidl *uidl, struct store_read *read,
		     uint32_t uid, struct buf *out, struct err *err)
{
	const struct place *first;
	size_t from = out->len;

	if (!write_text(uidl, read, uid, out, err))
		return false;
	first = find(uidl, span_from(buf_span(out), from));
	if (!first || first->rank == rank_of(uidl, uid))
		return true;
	do
		buf_add_format(out, "-%" PRIu32, uid);
	while (!out->full && find(uidl, span_from(buf_span(out), from)));
	return true;
}
