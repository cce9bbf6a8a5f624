/* SPDX-License-Identifier: MIT */
/*
 * Keywords. Each folder has a list of at most 64 names; a message has one bit
 * for each. The first 26 are the letters a-z of file names, with their meaning
 * in dovecot-keywords, which is the truth for them. For later ones that is
 * fumikura-facts (store_noted.c), by name. Names compare without case (RFC 3501
 * 2.3.2).
 */
#include "store/store_priv.h"

#include <stdio.h>

#include "base/auto.h"
#include "base/num.h"

enum {
	KEYWORDS_MAX = STORE_KEYWORDS_MAX,
	LETTERS = MD_KEYWORDS,
	BEYOND = KEYWORDS_MAX - LETTERS,
	NAME_MAX_LEN = 255
};

static void split(struct span text, struct store_keywords *out)
{
	struct span rest = text, name;

	*out = (struct store_keywords){ .count = 0 };
	if (span_is_empty(rest))
		return;
	while (out->count < KEYWORDS_MAX && span_cut(&rest, '\n', &name))
		out->name[out->count++] = name.len ? name : span_make(NULL, 0);
	while (out->count && !out->name[out->count - 1].len)
		out->count--;
}

static void join(const struct store_keywords *list, struct buf *out)
{
	buf_reset(out);
	for (unsigned i = 0; i < list->count; i++) {
		buf_add(out, list->name[i]);
		buf_add_char(out, '\n');
	}
}

bool store_keywords_read(struct index_txn *txn, uint32_t folder,
			 struct buf *text, struct store_keywords *out,
			 struct err *err)
{
	buf_reset(text);
	if (!index_keywords_get(txn, folder, text, err))
		return false;
	split(buf_span(text), out);
	return true;
}

static bool write_list(struct store_side *side,
		       const struct store_keywords *list, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, STORE_KEYWORDS_CAP);
	join(list, &text);
	return index_keywords_put(side->t->txn, side->folder, buf_span(&text),
				  err);
}

/* Names beyond the letters keep their numbers when the index is built anew: who
 * has read the list before may use it after. */
static bool note_numbers(struct store_side *side,
			 const struct store_keywords *list, struct err *err)
{
	struct md_fact facts[BEYOND];
	char key[BEYOND][16];
	struct store_keywords old;
	auto_buf struct buf text;
	size_t count = 0;
	bool worn;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(side->t->txn, side->folder, &text, &old, err))
		return false;
	for (unsigned i = LETTERS; i < list->count; i++) {
		if (!list->name[i].len ||
		    (i < old.count && span_eq(old.name[i], list->name[i])))
			continue;
		snprintf(key[count], sizeof(key[count]), "%u", i);
		facts[count] = (struct md_fact){
			.kind = MD_FACT_NUMBER,
			.key = span_of(key[count]),
			.value = list->name[i],
		};
		count++;
	}
	return count == 0 ||
	       md_facts_add(side->t->user->account.mail, span_of(side->dir),
			    side->mark, facts, count, &worn, err);
}

/* The letters into dovecot-keywords, all into the index. */
static bool save(struct store_side *side, const struct store_keywords *list,
		 struct err *err)
{
	struct md_keywords file = { .stamp = 0 };

	for (unsigned i = 0; i < LETTERS && i < list->count; i++)
		file.name[i] = list->name[i];
	if (!md_keywords_write(side->t->user->account.mail, span_of(side->dir),
			       &file, err) ||
	    !note_numbers(side, list, err))
		return false;
	side->rec.keywords_stamp = file.stamp;
	side->dirty = true;
	return write_list(side, list, err);
}

static bool has_letter(const struct store_keywords *list)
{
	for (unsigned i = 0; i < LETTERS && i < list->count; i++)
		if (list->name[i].len)
			return true;
	return false;
}

bool store_keywords_follow(struct store_side *side, struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf text;
	struct store_keywords list;
	struct md_keywords file = { .stamp = 0 };

	arena_init(&arena);
	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!md_keywords_read(side->t->user->account.mail, span_of(side->dir),
			      &arena, &file, err)) {
		if (err->kind != ERR_NOTFOUND)
			return false;
		err_clear(err);
	}
	if (file.stamp == side->rec.keywords_stamp)
		return true;
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	/* Nobody removes it on purpose: names of letters in use would go. */
	if (!file.stamp && has_letter(&list))
		return save(side, &list, err);
	for (unsigned i = 0; i < LETTERS; i++) {
		list.name[i] = file.name[i];
		if (file.name[i].len && i >= list.count)
			list.count = i + 1;
	}
	side->rec.keywords_stamp = file.stamp;
	side->dirty = true;
	return write_list(side, &list, err);
}

bool store_keywords_find(const struct store_keywords *list, struct span name,
			 unsigned *out)
{
	for (unsigned i = 0; i < list->count; i++)
		if (list->name[i].len && span_eq_nocase(list->name[i], name)) {
			*out = i;
			return true;
		}
	return false;
}

static bool is_keyword(struct span name)
{
	return !span_is_empty(name) && name.len <= NAME_MAX_LEN &&
	       span_find_char(name, '\n') == name.len;
}

static bool add(const struct store_user *user, struct store_keywords *list,
		struct span name, unsigned *out, struct err *err)
{
	unsigned max = user->settings.keywords_max;
	unsigned i = 0;

	if (max == 0 || max > KEYWORDS_MAX)
		max = KEYWORDS_MAX;
	if (!is_keyword(name))
		return err_set(err, ERR_SYNTAX, "Impossible keyword");
	while (i < list->count && list->name[i].len)
		i++;
	if (i >= max)
		return err_set(err, ERR_LIMIT, "Too many keywords");
	list->name[i] = name;
	if (i == list->count)
		list->count++;
	*out = i;
	return true;
}

bool store_keywords_take(struct store_side *side, const struct span *names,
			 unsigned count, uint64_t *out_bits, struct err *err)
{
	struct store_keywords list;
	auto_buf struct buf text;
	bool grew = false;

	buf_init(&text, STORE_KEYWORDS_CAP);
	*out_bits = 0;
	if (!count)
		return true;
	if (!store_keywords_follow(side, err) ||
	    !store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	for (unsigned i = 0; i < count; i++) {
		unsigned at = 0;

		if (!store_keywords_find(&list, names[i], &at)) {
			if (!add(side->t->user, &list, names[i], &at, err))
				return false;
			grew = true;
		}
		*out_bits |= 1ull << at;
	}
	return !grew || save(side, &list, err);
}

bool store_keywords_map(struct store_side *from, struct store_side *to,
			uint64_t bits, uint64_t *out_bits, struct err *err)
{
	struct span names[KEYWORDS_MAX];
	struct store_keywords list;
	auto_buf struct buf text;
	unsigned count = 0;

	buf_init(&text, STORE_KEYWORDS_CAP);
	*out_bits = 0;
	if (!bits)
		return true;
	if (from == to) {
		*out_bits = bits;
		return true;
	}
	if (!store_keywords_read(from->t->txn, from->folder, &text, &list, err))
		return false;
	for (unsigned i = 0; i < list.count; i++)
		if ((bits & (1ull << i)) && list.name[i].len)
			names[count++] = list.name[i];
	return store_keywords_take(to, names, count, out_bits, err);
}

/* ---- names from elsewhere ---- */

/* Not among the letters: no file name has it. */
static bool add_beyond(struct store_keywords *list, struct span name,
		       unsigned *out)
{
	unsigned i = LETTERS;

	while (i < list->count && list->name[i].len)
		i++;
	if (i >= KEYWORDS_MAX)
		return false;
	while (list->count <= i)
		list->name[list->count++] = span_make(NULL, 0);
	list->name[i] = name;
	*out = i;
	return true;
}

bool store_keywords_recall(struct store_side *side,
			   const struct md_known *facts, uint32_t uid,
			   uint64_t *out_bits, struct err *err)
{
	struct store_keywords list = { .count = 0 };
	auto_buf struct buf text;
	bool read = false, grew = false;

	buf_init(&text, STORE_KEYWORDS_CAP);
	*out_bits = 0;
	for (size_t k = 0; k < facts->keyword_count; k++) {
		struct span name = facts->keyword[k].name;
		unsigned at = 0;

		if (!ranges_has(&facts->keyword[k].uids, uid))
			continue;
		if (!read && !store_keywords_read(side->t->txn, side->folder,
						  &text, &list, err))
			return false;
		read = true;
		if (!store_keywords_find(&list, name, &at)) {
			if (!add_beyond(&list, name, &at))
				continue;
			grew = true;
		}
		*out_bits |= 1ull << at;
	}
	return !grew ||
	       (note_numbers(side, &list, err) && write_list(side, &list, err));
}

bool store_keywords_number(struct store_side *side,
			   const struct md_known *facts, struct err *err)
{
	struct store_keywords list;
	auto_buf struct buf text;
	unsigned at;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	for (size_t k = 0; k < facts->entry_count; k++) {
		const struct md_known_entry *e = &facts->entry[k];
		uint64_t number;

		if (e->kind != MD_FACT_NUMBER ||
		    !num_parse_u64(e->key, LETTERS, KEYWORDS_MAX - 1,
				   &number) ||
		    !is_keyword(e->value) ||
		    store_keywords_find(&list, e->value, &at) ||
		    (number < list.count && list.name[number].len))
			continue;
		while (list.count <= number)
			list.name[list.count++] = span_make(NULL, 0);
		list.name[number] = e->value;
	}
	return write_list(side, &list, err);
}

bool store_keywords_is_forwarded(struct span name)
{
	return span_eq_nocase(name, SPAN("$Forwarded"));
}

static uint64_t forwarded_bit(const struct store_keywords *list)
{
	for (unsigned i = 0; i < LETTERS && i < list->count; i++)
		if (store_keywords_is_forwarded(list->name[i]))
			return 1ull << i;
	return 0;
}

bool store_keywords_forwarded(struct store_side *side, uint64_t *out_bit,
			      struct err *err)
{
	struct store_keywords list;
	auto_buf struct buf text;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	*out_bit = forwarded_bit(&list);
	return true;
}

/* All numbers that have the name of one of these. */
static uint64_t same_names(const struct store_keywords *list, uint64_t bits)
{
	uint64_t all = bits;

	for (unsigned i = 0; i < list->count; i++)
		for (unsigned k = 0; k < i; k++)
			if (list->name[i].len &&
			    ((bits >> i | bits >> k) & 1) &&
			    span_eq_nocase(list->name[i], list->name[k]))
				all |= 1ull << i | 1ull << k;
	return all;
}

bool store_keywords_widen(struct store_side *side,
			  struct store_flags_change *change, struct err *err)
{
	struct store_keywords list;
	auto_buf struct buf text;

	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!(change->flags & INDEX_FORWARDED) && !change->keywords)
		return true;
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list, err))
		return false;
	if (change->flags & INDEX_FORWARDED)
		change->keywords |= forwarded_bit(&list);
	if (change->how == STORE_FLAGS_REMOVE)
		change->keywords = same_names(&list, change->keywords);
	return true;
}
