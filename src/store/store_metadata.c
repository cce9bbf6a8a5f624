/* SPDX-License-Identifier: MIT */
/*
 * Metadata of mailboxes and of the user (RFC 5464), in fumikura-facts alone:
 * read as they are needed, written under the user's lock.
 */
#include "store/store_metadata.h"

#include "base/auto.h"
#include "store/store_priv.h"

/* No name: the server's. */
static bool find_dir(struct store_user *user, struct span mailbox,
		     struct buf *out, struct err *err)
{
	return !mailbox.len || store_user_dir(user, mailbox, out, err);
}

static enum md_fact_kind kind_of(struct span mailbox)
{
	return mailbox.len ? MD_FACT_MAILBOX : MD_FACT_SERVER;
}

bool store_metadata_list(struct store_user *user, struct span mailbox,
			 struct arena *arena, struct store_metadata **out,
			 size_t *out_count, struct err *err)
{
	auto_md_known struct md_known known;
	auto_buf struct buf dir;
	size_t n = 0;

	md_known_init(&known);
	buf_init(&dir, STORE_PATH_CAP);
	if (!find_dir(user, mailbox, &dir, err) ||
	    !md_known_read(&known, user->account.mail, buf_span(&dir), 0, NULL,
			   err))
		return false;
	*out = arena_alloc_array(arena, known.entry_count + 1, sizeof(**out));
	for (size_t i = 0; i < known.entry_count; i++) {
		if (known.entry[i].kind != kind_of(mailbox))
			continue;
		(*out)[n].entry = arena_dup(arena, known.entry[i].key);
		(*out)[n++].value = arena_dup(arena, known.entry[i].value);
	}
	*out_count = n;
	return true;
}

/* ---- changing ---- */

uint64_t store_metadata_bytes_max(const struct store_user *user)
{
	uint64_t max = user->settings.metadata_bytes_max;

	return max < MD_FACT_VALUE_MAX ? max : MD_FACT_VALUE_MAX;
}

bool store_metadata_check(const struct store_user *user,
			  const struct store_metadata *m, struct err *err)
{
	if (!span_starts(m->entry, SPAN("/")) || m->entry.len > MD_FACT_KEY_MAX)
		return err_set(err, ERR_SYNTAX, "Impossible entry name");
	if (m->value.len > store_metadata_bytes_max(user))
		return err_set(err, ERR_LIMIT, "Value too large");
	return true;
}

static bool is_special(struct span entry)
{
	return span_eq_nocase(entry, SPAN(MD_FACT_SPECIAL_USE));
}

static bool check_all(const struct store_user *user,
		      const struct store_metadata *entries, size_t count,
		      struct err *err)
{
	uint32_t flags;

	for (size_t i = 0; i < count; i++) {
		if (!store_metadata_check(user, &entries[i], err))
			return false;
		if (is_special(entries[i].entry) && entries[i].value.ptr &&
		    !store_special_parse(entries[i].value, &flags))
			return err_set(err, ERR_DENIED,
				       "Special use not supported");
	}
	return true;
}

static bool is_known(const struct md_known *known, const struct md_fact *fact)
{
	for (size_t i = 0; i < known->entry_count; i++)
		if (known->entry[i].kind == fact->kind &&
		    span_eq_nocase(known->entry[i].key, fact->key))
			return true;
	return false;
}

/* Only more of them can be too many. */
static bool check_count(const struct store_user *user,
			const struct md_known *known,
			const struct md_fact *facts, size_t count,
			struct err *err)
{
	size_t sum = 0, more = 0;

	for (size_t i = 0; i < known->entry_count; i++)
		sum += known->entry[i].kind == facts[0].kind;
	for (size_t i = 0; i < count; i++)
		more += !facts[i].removed && !is_known(known, &facts[i]);
	if (more && sum + more > user->settings.metadata_entries_max)
		return err_set(err, ERR_LIMIT, "Too many entries");
	return true;
}

/* RFC 7162 3.2: a change of a mailbox's annotations counts its modseq up. */
static bool count_up(struct store_txn *t, struct span dir, struct err *err)
{
	auto_store_side struct store_side side = { .dir = NULL };
	uint64_t modseq;

	return store_sync_open(t, dir.len ? dir.ptr : "", STORE_SYNC_LIGHT,
			       &side, err) &&
	       store_side_modseq(&side, &modseq, err) &&
	       store_side_put(&side, err) && store_txn_commit(t, err);
}

static bool set_once(struct store_user *user, struct span dir,
		     const struct md_fact *facts, size_t count, bool *out_worn,
		     struct err *err)
{
	auto_store_txn struct store_txn t = { .txn = NULL };
	auto_md_known struct md_known known;

	md_known_init(&known);
	if (!store_txn_begin(user, &t, err) ||
	    !md_known_read(&known, user->account.mail, dir, 0, NULL, err) ||
	    !check_count(user, &known, facts, count, err) ||
	    !md_facts_add(user->account.mail, dir, 0, facts, count, out_worn,
			  err))
		return false;
	return facts[0].kind == kind_of(SPAN("")) || count_up(&t, dir, err);
}

bool store_metadata_set(struct store_user *user, struct span mailbox,
			const struct store_metadata *entries, size_t count,
			struct err *err)
{
	auto_arena struct arena arena;
	auto_buf struct buf dir;
	struct md_fact *facts;
	unsigned tries = 0;
	bool worn;

	arena_init(&arena);
	buf_init(&dir, STORE_PATH_CAP);
	if (!count)
		return true;
	if (!check_all(user, entries, count, err) ||
	    !find_dir(user, mailbox, &dir, err))
		return false;
	facts = arena_alloc_array(&arena, count, sizeof(*facts));
	for (size_t i = 0; i < count; i++)
		facts[i] = (struct md_fact){
			.kind = kind_of(mailbox),
			.key = is_special(entries[i].entry)
				       ? SPAN(MD_FACT_SPECIAL_USE)
				       : entries[i].entry,
			.value = entries[i].value,
			.removed = !entries[i].value.ptr,
		};
	do {
		err_clear(err);
		if (!set_once(user, buf_span(&dir), facts, count, &worn, err))
			continue;
		if (worn)
			store_noted_compact(user, buf_str(&dir));
		index_notify(user->index);
		return true;
	} while (store_txn_retry(user, &tries, err));
	return false;
}
