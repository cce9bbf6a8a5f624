/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_target.h"

#include "base/auto.h"

enum {
	KEYWORD_MAX = 255,
	KEYWORDS_MAX = 64,
	ID_CAP = 64
};

static const struct flag_name {
	struct span name;
	uint32_t flag;
} flag_names[] = {
	{ SPAN("\\Answered"), INDEX_ANSWERED },
	{ SPAN("\\Flagged"), INDEX_FLAGGED },
	{ SPAN("\\Deleted"), INDEX_DELETED },
	{ SPAN("\\Seen"), INDEX_SEEN },
	{ SPAN("\\Draft"), INDEX_DRAFT },
	{ SPAN("$Forwarded"), INDEX_FORWARDED },
};

static uint32_t flag_of(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(flag_names); i++)
		if (span_eq_nocase(name, flag_names[i].name))
			return flag_names[i].flag;
	return 0;
}

/* An atom of IMAP. */
static bool is_keyword(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] > '~' ||
		    strchr("(){%*\"\\]", name.ptr[i]))
			return false;
	return name.len > 0 && name.len <= KEYWORD_MAX;
}

void deliver_target_flags(const struct sieve_strings *flags,
			  struct arena *arena, struct store_append *out)
{
	struct span *keyword =
		arena_alloc_array(arena, KEYWORDS_MAX, sizeof(*keyword));

	out->keywords = keyword;
	for (size_t i = 0; i < flags->count; i++) {
		uint32_t flag = flag_of(flags->at[i]);

		out->flags |= flag;
		if (!flag && is_keyword(flags->at[i]) &&
		    out->keyword_count < KEYWORDS_MAX)
			keyword[out->keyword_count++] = flags->at[i];
	}
}

static bool has_id(struct store_user *store, struct span mailbox,
		   struct span id)
{
	struct store_status status;
	auto_buf struct buf text;
	struct err err;

	buf_init(&text, ID_CAP);
	if (!store_status(store, mailbox, &status, &err))
		return false;
	store_objectid_mailbox(&text, status.mailbox_id);
	return span_eq(buf_span(&text), id);
}

bool deliver_target_by_id(struct store_user *store, struct span id,
			  struct arena *arena, struct span *out,
			  struct err *err)
{
	struct store_mailbox_entry *entry;
	size_t count;

	*out = SPAN("");
	if (!store_list(store, arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count && !out->len; i++)
		if ((entry[i].flags & STORE_MAILBOX_EXISTS) &&
		    has_id(store, entry[i].name, id))
			*out = entry[i].name;
	return true;
}

/* RFC 8579 4: the one of that name, if it is among them. *out empty: none. */
static bool find_by_use(struct store_user *store, struct span use,
			struct span name, struct arena *arena, struct span *out,
			struct err *err)
{
	struct store_mailbox_entry *entry;
	uint32_t special;
	size_t count;

	*out = SPAN("");
	if (!store_special_parse(use, &special) || !special)
		return true;
	if (!store_list(store, arena, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if ((entry[i].flags & STORE_MAILBOX_EXISTS) &&
		    (entry[i].flags & special) == special &&
		    (!out->len || span_eq(entry[i].name, name)))
			*out = entry[i].name;
	return true;
}

bool deliver_target_find(struct store_user *store,
			 const struct sieve_target *target, struct arena *arena,
			 struct deliver_target *out, struct err *err)
{
	struct span found = SPAN("");

	*out = (struct deliver_target){
		.mailbox = target->mailbox,
		.create = target->create,
		.options = { .internaldate = INT64_MIN,
			     .grace = STORE_WITH_GRACE },
	};
	deliver_target_flags(&target->flags, arena, &out->options);
	if (target->mailboxid.len &&
	    !deliver_target_by_id(store, target->mailboxid, arena, &found, err))
		return false;
	if (!found.len && target->special_use.len &&
	    !find_by_use(store, target->special_use, target->mailbox, arena,
			 &found, err))
		return false;
	if (found.len)
		out->mailbox = found;
	else if (!store_special_parse(target->special_use, &out->special))
		out->special = 0;
	if (span_eq_nocase(out->mailbox, SPAN("INBOX")))
		out->mailbox = SPAN("INBOX");
	return true;
}
