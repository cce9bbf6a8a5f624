/* SPDX-License-Identifier: MIT */
/*
 * Keywords are few and have many messages: a list of sets. Entries are few.
 * Facts about single messages may be as many as the messages: they are
 * gathered in the order of the file and sorted at the end, the last of equal
 * ones holds.
 */
#include "maildir/md_known.h"

#include <stdlib.h>

#include "base/auto.h"
#include "base/x.h"

enum {
	TEXT_CAP = 1 << 30
};

void md_known_init(struct md_known *known)
{
	*known = (struct md_known){ .keyword = NULL };
	arena_init(&known->arena);
}

void md_known_release(struct md_known *known)
{
	for (size_t i = 0; i < known->keyword_count; i++)
		ranges_release(&known->keyword[i].uids);
	free(known->keyword);
	free(known->entry);
	free(known->message);
	arena_release(&known->arena);
}

/* ---- reading ---- */

static struct md_known_keyword *keyword_of(struct md_known *k, struct span name)
{
	struct md_known_keyword *one;

	for (size_t i = 0; i < k->keyword_count; i++)
		if (span_eq_nocase(k->keyword[i].name, name))
			return &k->keyword[i];
	if (k->keyword_count == k->keyword_space) {
		k->keyword_space = k->keyword_space ? k->keyword_space * 2 : 16;
		k->keyword = x_realloc_array(k->keyword, k->keyword_space,
					     sizeof(*k->keyword));
	}
	one = &k->keyword[k->keyword_count++];
	one->name = arena_dup(&k->arena, name);
	ranges_init(&one->uids);
	return one;
}

static void take_keyword(struct md_known *k, const struct md_fact *fact)
{
	struct md_known_keyword *one = keyword_of(k, fact->key);

	if (fact->removed)
		ranges_remove_all(&one->uids, fact->uids);
	else
		ranges_add_all(&one->uids, fact->uids);
}

static struct md_known_entry *entry_of(struct md_known *k,
				       const struct md_fact *fact)
{
	for (size_t i = 0; i < k->entry_count; i++)
		if (k->entry[i].kind == fact->kind &&
		    span_eq_nocase(k->entry[i].key, fact->key))
			return &k->entry[i];
	return NULL;
}

static void take_entry(struct md_known *k, const struct md_fact *fact)
{
	struct md_known_entry *one = entry_of(k, fact);

	if (fact->removed) {
		if (!one)
			return;
		k->entry_count--;
		for (size_t i = (size_t)(one - k->entry); i < k->entry_count;
		     i++)
			k->entry[i] = k->entry[i + 1];
		return;
	}
	if (!one) {
		if (k->entry_count == k->entry_space) {
			k->entry_space =
				k->entry_space ? k->entry_space * 2 : 16;
			k->entry = x_realloc_array(k->entry, k->entry_space,
						   sizeof(*k->entry));
		}
		one = &k->entry[k->entry_count++];
		one->kind = fact->kind;
		one->key = arena_dup(&k->arena, fact->key);
	}
	one->value = arena_dup(&k->arena, fact->value);
}

/* A removed value has ptr NULL until the end. */
static void take_messages(struct md_known *k, const struct md_fact *fact)
{
	auto_ranges struct ranges uids;
	struct span key, value = span_make(NULL, 0);

	ranges_init(&uids);
	if (!k->live)
		return;
	ranges_copy(&uids, fact->uids);
	ranges_intersect(&uids, k->live);
	key = arena_dup(&k->arena, fact->key);
	if (!fact->removed)
		value = arena_dup(&k->arena, fact->value);
	for (uint32_t u = ranges_from(&uids, 1); u; u = ranges_next(&uids, u)) {
		if (k->message_count == k->message_space) {
			k->message_space =
				k->message_space ? k->message_space * 2 : 64;
			k->message =
				x_realloc_array(k->message, k->message_space,
						sizeof(*k->message));
		}
		k->message[k->message_count] =
			(struct md_known_message){ key, value, u,
						   k->message_count };
		k->message_count++;
	}
}

static void found(void *arg, const struct md_fact *fact)
{
	switch (fact->kind) {
	case MD_FACT_KEYWORD:
		take_keyword(arg, fact);
		break;
	case MD_FACT_MESSAGE:
		take_messages(arg, fact);
		break;
	case MD_FACT_MAILBOX:
	case MD_FACT_SERVER:
	case MD_FACT_NUMBER:
		take_entry(arg, fact);
		break;
	}
}

static int by_place(const void *a, const void *b)
{
	const struct md_known_message *x = a, *y = b;
	int order = span_cmp_nocase(x->key, y->key);

	if (order)
		return order;
	return x->uid < y->uid ? -1 : x->uid > y->uid;
}

static int by_place_and_order(const void *a, const void *b)
{
	const struct md_known_message *x = a, *y = b;
	int order = by_place(a, b);

	if (order)
		return order;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void settle(struct md_known *k)
{
	size_t n = 0;

	if (k->message_count)
		qsort(k->message, k->message_count, sizeof(*k->message),
		      by_place_and_order);
	for (size_t i = 0; i < k->message_count; i++) {
		const struct md_known_message *m = &k->message[i];

		if (i + 1 < k->message_count && by_place(m, m + 1) == 0)
			continue;
		if (m->value.ptr)
			k->message[n++] = *m;
	}
	k->message_count = n;
}

static void finish(struct md_known *k)
{
	settle(k);
	for (size_t i = 0; k->live && i < k->keyword_count; i++)
		ranges_intersect(&k->keyword[i].uids, k->live);
	k->live = NULL;
}

void md_known_parse(struct md_known *known, struct span text, uint64_t mark,
		    const struct ranges *live)
{
	known->live = live;
	md_facts_parse(text, mark, found, known);
	finish(known);
}

bool md_known_read(struct md_known *known, const char *root, struct span dir,
		   uint64_t mark, const struct ranges *live, struct err *err)
{
	known->live = live;
	if (!md_facts_read(root, dir, mark, found, known, err))
		return false;
	finish(known);
	return true;
}

bool md_known_find(const struct md_known *known, struct span key, uint32_t uid,
		   struct span *out)
{
	struct md_known_message wanted = { .key = key, .uid = uid };
	const struct md_known_message *m = NULL;

	if (known->message_count)
		m = bsearch(&wanted, known->message, known->message_count,
			    sizeof(wanted), by_place);
	if (m)
		*out = m->value;
	return m;
}

/* ---- writing ---- */

static void write_messages(const struct md_known *k, uint64_t mark,
			   struct buf *out)
{
	auto_ranges struct ranges uids;

	ranges_init(&uids);
	for (size_t i = 0; i < k->message_count; i++) {
		const struct md_known_message *m = &k->message[i];
		const struct md_fact fact = {
			.kind = MD_FACT_MESSAGE,
			.key = m->key,
			.value = m->value,
			.uids = &uids,
		};

		ranges_add(&uids, m->uid);
		if (i + 1 < k->message_count &&
		    span_eq_nocase(m->key, m[1].key) &&
		    span_eq(m->value, m[1].value))
			continue;
		md_facts_write(out, mark, &fact);
		ranges_clear(&uids);
	}
}

void md_known_write(const struct md_known *known, uint64_t mark,
		    struct buf *out)
{
	for (size_t i = 0; i < known->entry_count; i++) {
		const struct md_fact fact = {
			.kind = known->entry[i].kind,
			.key = known->entry[i].key,
			.value = known->entry[i].value,
		};

		md_facts_write(out, mark, &fact);
	}
	for (size_t i = 0; i < known->keyword_count; i++) {
		const struct md_fact fact = {
			.kind = MD_FACT_KEYWORD,
			.key = known->keyword[i].name,
			.uids = &known->keyword[i].uids,
		};

		if (!ranges_is_empty(fact.uids))
			md_facts_write(out, mark, &fact);
	}
	write_messages(known, mark, out);
}

bool md_known_compact(const char *root, struct span dir, uint64_t mark,
		      const struct ranges *live, struct err *err)
{
	auto_md_known struct md_known known;
	auto_buf struct buf text;

	md_known_init(&known);
	buf_init(&text, TEXT_CAP);
	if (!md_known_read(&known, root, dir, mark, live, err))
		return false;
	md_known_write(&known, mark, &text);
	if (text.full || text.len > md_facts_size(root, dir) / 2)
		return true;
	return md_facts_replace(root, dir, buf_span(&text), err);
}
