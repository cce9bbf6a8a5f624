/* SPDX-License-Identifier: MIT */
/*
 * Special-use attributes (RFC 6154): what fumikura-facts of the folder says,
 * and where nothing is said of an attribute in any mailbox, the names of the
 * setting special_use.
 */
#include "store/store_priv.h"

#include <stdio.h>

#include "base/auto.h"
#include "base/log.h"
#include "io/file.h"

static const struct use {
	struct span name;
	uint32_t flag;
} uses[] = {
	{ SPAN("\\Archive"), STORE_MAILBOX_ARCHIVE },
	{ SPAN("\\Drafts"), STORE_MAILBOX_DRAFTS },
	{ SPAN("\\Junk"), STORE_MAILBOX_JUNK },
	{ SPAN("\\Sent"), STORE_MAILBOX_SENT },
	{ SPAN("\\Trash"), STORE_MAILBOX_TRASH },
};

/* name: with the backslash or without. */
static uint32_t flag_of(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(uses); i++)
		if (span_eq_nocase(name, uses[i].name) ||
		    span_eq_nocase(name, span_from(uses[i].name, 1)))
			return uses[i].flag;
	return 0;
}

bool store_special_parse(struct span text, uint32_t *out)
{
	struct span word;

	*out = 0;
	while (span_cut(&text, ' ', &word)) {
		uint32_t flag = flag_of(word);

		if (word.len && (!flag || word.ptr[0] != '\\'))
			return false;
		*out |= flag;
	}
	return true;
}

void store_special_write(struct buf *out, uint32_t flags)
{
	const char *before = "";

	for (size_t i = 0; i < ARRAY_LEN(uses); i++) {
		if (!(flags & uses[i].flag))
			continue;
		buf_add_str(out, before);
		buf_add(out, uses[i].name);
		before = " ";
	}
}

/* ---- of a list ---- */

void store_special_read(struct store_user *user, struct span dir,
			uint32_t *flags)
{
	auto_md_known struct md_known known;
	char path[STORE_PATH_CAP];
	auto_buf struct buf text;
	struct err err = { 0 };

	md_known_init(&known);
	buf_init(&text, STORE_FOREIGN_CAP);
	snprintf(path, sizeof(path), "%.*s%s%s", SPAN_ARG(dir),
		 dir.len ? "/" : "", MD_FACTS_FILE);
	if (!file_read(user->root_fd, path, &text, &err)) {
		if (err.kind != ERR_NOTFOUND)
			log_err(LOG_LEVEL_WARN, "facts", &err, "step=list");
		return;
	}
	/* Mostly there are keywords in it, and many. */
	if (span_find(buf_span(&text), SPAN(MD_FACT_SPECIAL_USE)) == text.len)
		return;
	md_known_parse(&known, buf_span(&text), 0, NULL);
	for (size_t i = 0; i < known.entry_count; i++) {
		const struct md_known_entry *e = &known.entry[i];
		uint32_t said;

		if (e->kind != MD_FACT_MAILBOX ||
		    !span_eq(e->key, SPAN(MD_FACT_SPECIAL_USE)))
			continue;
		*flags |= STORE_SPECIAL_SAID;
		if (store_special_parse(e->value, &said))
			*flags |= said;
	}
}

/* One "name=attribute" of the setting. */
static void apply_name(struct span piece, uint32_t said,
		       struct store_mailbox_entry *entry, size_t count)
{
	size_t equals = span_find_char(piece, '=');
	struct span name = span_trim(span_first(piece, equals));
	uint32_t flag = flag_of(span_trim(span_from(piece, equals + 1)));

	for (size_t i = 0; i < count && !(flag & said); i++)
		if ((entry[i].flags & STORE_MAILBOX_EXISTS) &&
		    !(entry[i].flags & STORE_SPECIAL_SAID) &&
		    span_eq(entry[i].name, name))
			entry[i].flags |= flag;
}

void store_special_names(const struct store_user *user,
			 struct store_mailbox_entry *entry, size_t count)
{
	struct span rest = span_of(user->settings.special_use);
	struct span piece;
	uint32_t said = 0;

	for (size_t i = 0; i < count; i++)
		said |= entry[i].flags & STORE_MAILBOX_SPECIAL;
	while (span_cut(&rest, ',', &piece))
		apply_name(piece, said, entry, count);
	for (size_t i = 0; i < count; i++)
		entry[i].flags &= ~(uint32_t)STORE_SPECIAL_SAID;
}
