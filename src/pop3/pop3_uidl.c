/* SPDX-License-Identifier: MIT */
/*
 * UIDs and file names are unique in a mailbox, so two can only be the same if
 * another server gave one of them; those are kept sorted.
 */
#include "pop3/pop3_uidl.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"
#include "crypto/crypto_hash.h"

enum {
	MD5 = 16
};

struct given {
	struct span text;
	uint32_t uid;
};

struct pop3_uidl {
	const struct pop3_drop *drop;
	struct config_uidl format;
	struct given *given; /* by text, then by UID */
	size_t count;
};

static int by_text(const void *a, const void *b)
{
	const struct given *x = a;
	const struct given *y = b;
	int order = span_cmp(x->text, y->text);

	if (order)
		return order;
	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static void take_given(struct pop3_uidl *uidl)
{
	const struct store_uidl *facts = uidl->drop->facts;
	struct given one;
	size_t space = 0;
	size_t at = 0;

	while (store_uidl_next(facts, &at, &one.uid, &one.text)) {
		if (uidl->count == space) {
			space = space ? 2 * space : 16;
			uidl->given = x_realloc_array(uidl->given, space,
						      sizeof(*uidl->given));
		}
		uidl->given[uidl->count++] = one;
	}
	if (uidl->count)
		qsort(uidl->given, uidl->count, sizeof(*uidl->given), by_text);
}

struct pop3_uidl *pop3_uidl_new(const struct pop3_drop *drop,
				const char *format)
{
	struct pop3_uidl *uidl = x_calloc(1, sizeof(*uidl));
	const char *wrong = config_uidl_parse(span_of(format), &uidl->format);

	ASSERT(!wrong); /* the configuration was checked */
	uidl->drop = drop;
	take_given(uidl);
	return uidl;
}

void pop3_uidl_free(struct pop3_uidl **uidl)
{
	if (!*uidl)
		return;
	free((*uidl)->given);
	free(*uidl);
	*uidl = NULL;
}

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

/* How many messages with a lower UID were given that text. */
static size_t count_before(const struct pop3_uidl *uidl, struct span text,
			   uint32_t uid)
{
	size_t low = 0;
	size_t high = uidl->count;
	size_t count = 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(uidl->given[middle].text, text) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < uidl->count && span_eq(uidl->given[low].text, text); low++)
		count += uidl->given[low].uid < uid;
	return count;
}

bool pop3_uidl_write(const struct pop3_uidl *uidl, struct store_read *read,
		     uint32_t uid, struct buf *out, struct err *err)
{
	struct span given = store_uidl_find(uidl->drop->facts, uid);
	size_t from = out->len;
	auto_buf struct buf name;
	size_t before;

	buf_init(&name, 256);
	if (given.len) {
		buf_add(out, given);
		before = count_before(uidl, given, uid);
	} else {
		if (uidl->format.names_file &&
		    !store_uidl_name(read, uid, &name, err))
			return false;
		make(uidl, uid, buf_span(&name), out);
		before = count_before(uidl, span_from(buf_span(out), from),
				      UINT32_MAX);
	}
	if (before)
		buf_add_format(out, "-%zu", before + 1);
	return true;
}
