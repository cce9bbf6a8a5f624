/* SPDX-License-Identifier: MIT */
#include "imap/imap_flags.h"

enum {
	KEYWORDS_MAX = 256,
	KEYWORD_LENGTH_MAX = 255
};

static const struct flag_name {
	struct span name;
	uint32_t flag;
} names[] = {
	{ SPAN("\\Answered"), INDEX_ANSWERED },
	{ SPAN("\\Flagged"), INDEX_FLAGGED },
	{ SPAN("\\Deleted"), INDEX_DELETED },
	{ SPAN("\\Seen"), INDEX_SEEN },
	{ SPAN("\\Draft"), INDEX_DRAFT },
	{ SPAN("$Forwarded"), INDEX_FORWARDED },
};

uint32_t imap_flags_by_name(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (span_eq_nocase(names[i].name, name))
			return names[i].flag;
	return 0;
}

/* The bytes of one flag, with the backslash of a system flag. */
static bool take_name(struct span *rest, struct span *out)
{
	struct span at = *rest;
	struct span word;

	wire_imap_take_char(&at, '\\');
	if (!wire_imap_take_atom(&at, &word))
		return false;
	*out = span_first(*rest, rest->len - at.len);
	*rest = at;
	return true;
}

static bool take_one(struct span *rest, struct imap_flags *out)
{
	struct span name;
	uint32_t flag;

	if (!take_name(rest, &name))
		return false;
	flag = imap_flags_by_name(name);
	out->flags |= flag;
	/* RFC 3501 2.3.2: \Recent can't be changed by the client. */
	if (flag || span_eq_nocase(name, SPAN("\\Recent")))
		return true;
	if (name.ptr[0] == '\\' || name.len > KEYWORD_LENGTH_MAX ||
	    out->keyword_count == KEYWORDS_MAX)
		return false;
	out->keyword[out->keyword_count++] = name;
	return true;
}

static bool take_bare(struct span *rest, struct imap_flags *out)
{
	do {
		if (!take_one(rest, out))
			return false;
	} while (wire_imap_take_space(rest));
	return true;
}

static bool take_list(struct span *rest, struct imap_flags *out)
{
	if (!wire_imap_take_char(rest, '('))
		return false;
	if (wire_imap_take_char(rest, ')'))
		return true;
	return take_bare(rest, out) && wire_imap_take_char(rest, ')');
}

bool imap_flags_take(struct span *rest, enum imap_flags_form form,
		     struct arena *arena, struct imap_flags *out)
{
	struct span at = *rest;
	bool list = span_starts(at, SPAN("("));

	*out = (struct imap_flags){ 0 };
	out->keyword =
		arena_alloc_array(arena, KEYWORDS_MAX, sizeof(*out->keyword));
	if (!list && form == IMAP_FLAGS_LIST)
		return false;
	if (list ? !take_list(&at, out) : !take_bare(&at, out))
		return false;
	*rest = at;
	return true;
}

/* A list on its way out: "(" before the first word, a space before others. */
static void add_word(struct buf *out, char *before, struct span word)
{
	buf_add_char(out, *before);
	buf_add(out, word);
	*before = ' ';
}

static void add_end(struct buf *out, char before)
{
	if (before == '(')
		buf_add_char(out, '(');
	buf_add_char(out, ')');
}

void imap_flags_add(struct buf *out, const struct store_keywords *keywords,
		    uint32_t flags, uint64_t bits, bool recent)
{
	char before = '(';

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (flags & names[i].flag)
			add_word(out, &before, names[i].name);
	for (unsigned i = 0; bits && i < keywords->count; i++)
		if ((bits >> i & 1) && keywords->name[i].len)
			add_word(out, &before, keywords->name[i]);
	if (recent)
		add_word(out, &before, SPAN("\\Recent"));
	add_end(out, before);
}

void imap_flags_add_known(struct buf *out,
			  const struct store_keywords *keywords,
			  enum imap_flags_known how, uint32_t without)
{
	char before = '(';

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (!(without & names[i].flag))
			add_word(out, &before, names[i].name);
	for (unsigned i = 0; i < keywords->count; i++)
		if (keywords->name[i].len)
			add_word(out, &before, keywords->name[i]);
	if (how == IMAP_FLAGS_KNOWN_OPEN)
		add_word(out, &before, SPAN("\\*"));
	add_end(out, before);
}
