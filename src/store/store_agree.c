/* SPDX-License-Identifier: MIT */
/* Does the index agree with itself and with fumikura-facts: for store_check;
 * and what the index knows into damaged facts, for the doctor. */
#include "base/auto.h"
#include "maildir/md_facts.h"
#include "store/store_priv.h"

enum {
	BEYOND = STORE_KEYWORDS_MAX - MD_KEYWORDS
};

/* The messages of a folder, and which of them have each keyword beyond the
 * letters. */
struct tagged {
	struct ranges live;
	struct ranges has[BEYOND];
};

static void init(struct tagged *t)
{
	ranges_init(&t->live);
	for (unsigned i = 0; i < BEYOND; i++)
		ranges_init(&t->has[i]);
}

static void release(struct tagged *t)
{
	ranges_release(&t->live);
	for (unsigned i = 0; i < BEYOND; i++)
		ranges_release(&t->has[i]);
}

static bool read_messages(struct store_side *side, struct tagged *t,
			  struct err *err)
{
	struct index_message message;
	struct index_scan scan;
	enum index_step step;
	uint32_t uid;

	index_scan_init(&scan, side->t->txn, side->folder, 1);
	while ((step = index_scan_next(&scan, &uid, &message, err)) ==
	       INDEX_STEP_ONE) {
		ranges_add(&t->live, uid);
		for (unsigned i = 0; i < BEYOND; i++)
			if (message.keywords >> (MD_KEYWORDS + i) & 1)
				ranges_add(&t->has[i], uid);
	}
	index_scan_release(&scan);
	return step == INDEX_STEP_END;
}

static bool are_equal(const struct ranges *a, const struct ranges *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (a->run[i].first != b->run[i].first ||
		    a->run[i].last != b->run[i].last)
			return false;
	return true;
}

/* A keyword of fumikura-facts in the index; a letter is a matter of names. */
static bool is_kept(const struct store_keywords *list, const struct tagged *t,
		    const struct md_known_keyword *keyword)
{
	unsigned at;

	if (!store_keywords_find(list, keyword->name, &at))
		return ranges_is_empty(&keyword->uids);
	return at < MD_KEYWORDS ||
	       are_equal(&keyword->uids, &t->has[at - MD_KEYWORDS]);
}

static bool is_noted(const struct md_known *facts, struct span name)
{
	for (size_t i = 0; i < facts->keyword_count; i++)
		if (span_eq_nocase(facts->keyword[i].name, name))
			return true;
	return false;
}

static void add_name(struct buf *out, struct span name)
{
	buf_add_str(out, out->len ? " " : "");
	buf_add(out, name);
}

static void compare(const struct store_keywords *list, const struct tagged *t,
		    const struct md_known *facts, struct buf *out)
{
	for (size_t i = 0; i < facts->keyword_count; i++)
		if (!is_kept(list, t, &facts->keyword[i]))
			add_name(out, facts->keyword[i].name);
	for (unsigned i = MD_KEYWORDS; i < list->count; i++)
		if (!ranges_is_empty(&t->has[i - MD_KEYWORDS]) &&
		    !is_noted(facts, list->name[i]))
			add_name(out, list->name[i]);
}

static bool compare_facts(struct store_side *side, struct tagged *t,
			  struct buf *out, struct err *err)
{
	const char *root = side->t->user->account.mail;
	auto_md_known struct md_known facts;
	struct store_keywords list;
	auto_buf struct buf text;

	md_known_init(&facts);
	buf_init(&text, STORE_KEYWORDS_CAP);
	if (!store_keywords_read(side->t->txn, side->folder, &text, &list,
				 err) ||
	    !md_known_read(&facts, root, span_of(side->dir), side->mark,
			   &t->live, err))
		return false;
	compare(&list, t, &facts, out);
	return true;
}

bool store_agree(struct store_side *side, bool *out_uids, struct buf *out_names,
		 struct err *err)
{
	auto_ranges struct ranges uids;
	struct tagged t;
	bool done;

	ranges_init(&uids);
	init(&t);
	done = read_messages(side, &t, err) &&
	       index_uids_read(side->t->txn, side->folder, &side->rec, 1, &uids,
			       err) &&
	       compare_facts(side, &t, out_names, err);
	*out_uids = done && are_equal(&uids, &t.live);
	release(&t);
	return done;
}

/* For a keyword that fumikura-facts do not know. */
static const struct ranges nobody;

static const struct ranges *noted_of(const struct md_known *known,
				     struct span name)
{
	for (size_t i = 0; i < known->keyword_count; i++)
		if (span_eq_nocase(known->keyword[i].name, name))
			return &known->keyword[i].uids;
	return &nobody;
}

/* No more than what differs, and additions first: whatever of it a crash
 * leaves, no message is without a keyword that it has. */
static bool write_keyword(struct store_side *side, struct span name,
			  const struct ranges *has, const struct ranges *noted,
			  struct err *err)
{
	auto_ranges struct ranges missing, dead;
	struct md_fact facts[2];
	size_t count = 0;
	bool worn;

	ranges_init(&missing);
	ranges_init(&dead);
	ranges_copy(&missing, has);
	ranges_remove_all(&missing, noted);
	ranges_copy(&dead, noted);
	ranges_remove_all(&dead, has);
	if (!ranges_is_empty(&missing))
		facts[count++] = (struct md_fact){
			.kind = MD_FACT_KEYWORD,
			.key = name,
			.uids = &missing,
		};
	if (!ranges_is_empty(&dead))
		facts[count++] = (struct md_fact){
			.kind = MD_FACT_KEYWORD,
			.key = name,
			.removed = true,
			.uids = &dead,
		};
	return md_facts_add(side->t->user->account.mail, span_of(side->dir),
			    side->mark, facts, count, &worn, err);
}

static bool write_keywords(struct store_side *side,
			   const struct store_keywords *list,
			   const struct tagged *t, const struct md_known *known,
			   struct err *err)
{
	unsigned at;

	for (unsigned i = MD_KEYWORDS; i < list->count; i++)
		if (list->name[i].len &&
		    !write_keyword(side, list->name[i],
				   &t->has[i - MD_KEYWORDS],
				   noted_of(known, list->name[i]), err))
			return false;
	for (size_t i = 0; i < known->keyword_count; i++)
		if (!store_keywords_find(list, known->keyword[i].name, &at) &&
		    !write_keyword(side, known->keyword[i].name, &nobody,
				   &known->keyword[i].uids, err))
			return false;
	return true;
}

bool store_agree_write(struct store_side *side, struct err *err)
{
	auto_md_known struct md_known known;
	struct store_keywords list;
	auto_buf struct buf text;
	struct tagged t;
	bool done;

	buf_init(&text, STORE_KEYWORDS_CAP);
	md_known_init(&known);
	init(&t);
	done = read_messages(side, &t, err) &&
	       store_keywords_read(side->t->txn, side->folder, &text, &list,
				   err) &&
	       md_known_read(&known, side->t->user->account.mail,
			     span_of(side->dir), side->mark, &t.live, err) &&
	       write_keywords(side, &list, &t, &known, err);
	release(&t);
	return done;
}
