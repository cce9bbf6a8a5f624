/* SPDX-License-Identifier: MIT */
/*
 * Recursive descent; one table says what stands behind each key. Every
 * criterion is linked into the tree as soon as it exists, so that whoever gets
 * half a program can release it.
 */
#include "imap/imap_search.h"

#include "base/auto.h"
#include "base/utf8.h"
#include "imap/imap_args.h"
#include "imap/imap_flags.h"
#include "imap/imap_set.h"
#include "mime/mime_text.h"

enum {
	DEPTH_MAX = 100,
	CRITERIA_MAX = 10000,
	CHARSET_MAX = 64
};

struct parser {
	struct span rest;
	struct ranges *view;
	struct arena *arena;
	char charset[CHARSET_MAX];
	unsigned depth;
	unsigned criteria;
};

enum shape {
	SHAPE_PLAIN,  /* nothing follows */
	SHAPE_FLAG,   /* nothing follows; number holds the flags */
	SHAPE_UNFLAG, /* the same, negated */
	SHAPE_NEW,
	SHAPE_OLD,
	SHAPE_KEYWORD,
	SHAPE_UNKEYWORD,
	SHAPE_DATE,
	SHAPE_NUMBER,
	SHAPE_TEXT,
	SHAPE_NAMED_TEXT, /* header of that name */
	SHAPE_HEADER,
	SHAPE_UID,
	SHAPE_OBJECTID,
	SHAPE_NOT,
	SHAPE_OR,
};

static const struct key {
	struct span name;
	enum shape shape;
	enum store_key key;
	uint32_t flag;
} keys[] = {
	{ SPAN("ALL"), SHAPE_PLAIN, STORE_KEY_ALL, 0 },
	{ SPAN("ANSWERED"), SHAPE_FLAG, STORE_KEY_FLAGS, INDEX_ANSWERED },
	{ SPAN("BCC"), SHAPE_NAMED_TEXT, STORE_KEY_HEADER, 0 },
	{ SPAN("BEFORE"), SHAPE_DATE, STORE_KEY_BEFORE, 0 },
	{ SPAN("BODY"), SHAPE_TEXT, STORE_KEY_BODY, 0 },
	{ SPAN("CC"), SHAPE_NAMED_TEXT, STORE_KEY_HEADER, 0 },
	{ SPAN("DELETED"), SHAPE_FLAG, STORE_KEY_FLAGS, INDEX_DELETED },
	{ SPAN("DRAFT"), SHAPE_FLAG, STORE_KEY_FLAGS, INDEX_DRAFT },
	{ SPAN("EMAILID"), SHAPE_OBJECTID, STORE_KEY_EMAILID, 0 },
	{ SPAN("FLAGGED"), SHAPE_FLAG, STORE_KEY_FLAGS, INDEX_FLAGGED },
	{ SPAN("FROM"), SHAPE_NAMED_TEXT, STORE_KEY_HEADER, 0 },
	{ SPAN("HEADER"), SHAPE_HEADER, STORE_KEY_HEADER, 0 },
	{ SPAN("KEYWORD"), SHAPE_KEYWORD, STORE_KEY_KEYWORD, 0 },
	{ SPAN("LARGER"), SHAPE_NUMBER, STORE_KEY_LARGER, 0 },
	{ SPAN("NEW"), SHAPE_NEW, STORE_KEY_RECENT, 0 },
	{ SPAN("NOT"), SHAPE_NOT, STORE_KEY_NOT, 0 },
	{ SPAN("OLD"), SHAPE_OLD, STORE_KEY_RECENT, 0 },
	{ SPAN("ON"), SHAPE_DATE, STORE_KEY_ON, 0 },
	{ SPAN("OR"), SHAPE_OR, STORE_KEY_OR, 0 },
	{ SPAN("RECENT"), SHAPE_PLAIN, STORE_KEY_RECENT, 0 },
	{ SPAN("SAVEDATESUPPORTED"), SHAPE_PLAIN, STORE_KEY_ALL, 0 },
	{ SPAN("SAVEDBEFORE"), SHAPE_DATE, STORE_KEY_SAVEDBEFORE, 0 },
	{ SPAN("SAVEDON"), SHAPE_DATE, STORE_KEY_SAVEDON, 0 },
	{ SPAN("SAVEDSINCE"), SHAPE_DATE, STORE_KEY_SAVEDSINCE, 0 },
	{ SPAN("SEEN"), SHAPE_FLAG, STORE_KEY_FLAGS, INDEX_SEEN },
	{ SPAN("SENTBEFORE"), SHAPE_DATE, STORE_KEY_SENTBEFORE, 0 },
	{ SPAN("SENTON"), SHAPE_DATE, STORE_KEY_SENTON, 0 },
	{ SPAN("SENTSINCE"), SHAPE_DATE, STORE_KEY_SENTSINCE, 0 },
	{ SPAN("SINCE"), SHAPE_DATE, STORE_KEY_SINCE, 0 },
	{ SPAN("SMALLER"), SHAPE_NUMBER, STORE_KEY_SMALLER, 0 },
	{ SPAN("SUBJECT"), SHAPE_NAMED_TEXT, STORE_KEY_HEADER, 0 },
	{ SPAN("TEXT"), SHAPE_TEXT, STORE_KEY_TEXT, 0 },
	{ SPAN("THREADID"), SHAPE_OBJECTID, STORE_KEY_THREADID, 0 },
	{ SPAN("TO"), SHAPE_NAMED_TEXT, STORE_KEY_HEADER, 0 },
	{ SPAN("UID"), SHAPE_UID, STORE_KEY_UID, 0 },
	{ SPAN("UNANSWERED"), SHAPE_UNFLAG, STORE_KEY_FLAGS, INDEX_ANSWERED },
	{ SPAN("UNDELETED"), SHAPE_UNFLAG, STORE_KEY_FLAGS, INDEX_DELETED },
	{ SPAN("UNDRAFT"), SHAPE_UNFLAG, STORE_KEY_FLAGS, INDEX_DRAFT },
	{ SPAN("UNFLAGGED"), SHAPE_UNFLAG, STORE_KEY_FLAGS, INDEX_FLAGGED },
	{ SPAN("UNKEYWORD"), SHAPE_UNKEYWORD, STORE_KEY_KEYWORD, 0 },
	{ SPAN("UNSEEN"), SHAPE_UNFLAG, STORE_KEY_FLAGS, INDEX_SEEN },
};

static bool parse_key(struct parser *p, struct store_criterion **link);

/* A new criterion at *link; false past the limit. */
static bool add(struct parser *p, enum store_key key,
		struct store_criterion **link)
{
	struct store_criterion *c;

	if (p->criteria++ == CRITERIA_MAX)
		return false;
	c = arena_alloc(p->arena, sizeof(*c));
	c->key = key;
	ranges_init(&c->set);
	buf_init(&c->folded, 0);
	*link = c;
	return true;
}

static bool add_not(struct parser *p, struct store_criterion ***link)
{
	if (!add(p, STORE_KEY_NOT, *link))
		return false;
	*link = &(**link)->child;
	return true;
}

static bool add_flags(struct parser *p, uint32_t flag,
		      struct store_criterion **link)
{
	if (!add(p, STORE_KEY_FLAGS, link))
		return false;
	(*link)->number = flag;
	return true;
}

/* ---- arguments ---- */

static bool take_text(struct parser *p, struct span *out)
{
	auto_buf struct buf text;
	struct span raw;

	/* Four bytes of UTF-8 are the most that one byte can become. */
	buf_init(&text, p->rest.len * 4 + 16);
	if (!wire_imap_take_space(&p->rest) ||
	    !wire_imap_take_astring(&p->rest, p->arena, &raw))
		return false;
	if (!mime_text_to_utf8(&text, raw, p->charset) ||
	    !utf8_is_valid(buf_span(&text)))
		return false;
	*out = arena_dup(p->arena, buf_span(&text));
	return true;
}

static bool parse_header(struct parser *p, struct span name,
			 struct store_criterion **link)
{
	if (!add(p, STORE_KEY_HEADER, link))
		return false;
	(*link)->name = name;
	if (name.len == 0 &&
	    (!wire_imap_take_space(&p->rest) ||
	     !wire_imap_take_astring(&p->rest, p->arena, &(*link)->name) ||
	     (*link)->name.len == 0))
		return false;
	return take_text(p, &(*link)->text);
}

static bool parse_text(struct parser *p, enum store_key key,
		       struct store_criterion **link)
{
	return add(p, key, link) && take_text(p, &(*link)->text);
}

static bool parse_date(struct parser *p, enum store_key key,
		       struct store_criterion **link)
{
	int64_t day;

	if (!add(p, key, link) || !wire_imap_take_space(&p->rest) ||
	    !imap_args_date(&p->rest, p->arena, &day))
		return false;
	/* Nothing was sent before the epoch that 1970-01-01 does not stand
	 * for as well. */
	(*link)->number = day < 0 ? 0 : (uint64_t)day;
	return true;
}

static bool parse_number(struct parser *p, enum store_key key,
			 struct store_criterion **link)
{
	return add(p, key, link) && wire_imap_take_space(&p->rest) &&
	       wire_imap_take_number(&p->rest, UINT32_MAX, &(*link)->number);
}

static bool parse_keyword(struct parser *p, struct store_criterion **link)
{
	struct span name;
	uint32_t flag;

	if (!wire_imap_take_space(&p->rest) ||
	    !wire_imap_take_atom(&p->rest, &name))
		return false;
	flag = imap_flags_by_name(name);
	if (flag)
		return add_flags(p, flag, link);
	if (!add(p, STORE_KEY_KEYWORD, link))
		return false;
	(*link)->text = name;
	return true;
}

static bool parse_uid(struct parser *p, struct store_criterion **link)
{
	struct imap_set set;

	if (!add(p, STORE_KEY_UID, link) || !wire_imap_take_space(&p->rest) ||
	    !imap_set_take(&p->rest, p->arena, &set))
		return false;
	imap_set_uids(&set, p->view, &(*link)->set);
	return true;
}

/* RFC 8474 7: objectid is an atom. */
static bool parse_objectid(struct parser *p, enum store_key key,
			   struct store_criterion **link)
{
	return add(p, key, link) && wire_imap_take_space(&p->rest) &&
	       wire_imap_take_atom(&p->rest, &(*link)->text);
}

static bool parse_numbers(struct parser *p, struct store_criterion **link)
{
	struct imap_set set;

	if (!add(p, STORE_KEY_SEQUENCE, link) ||
	    !imap_set_take(&p->rest, p->arena, &set))
		return false;
	imap_set_numbers(&set, p->view, &(*link)->set);
	return true;
}

/* ---- keys ---- */

/* " key" */
static bool parse_next(struct parser *p, struct store_criterion **link)
{
	return wire_imap_take_space(&p->rest) && parse_key(p, link);
}

static bool parse_or(struct parser *p, struct store_criterion **link)
{
	return add(p, STORE_KEY_OR, link) && parse_next(p, &(*link)->child) &&
	       parse_next(p, &(*link)->child->next);
}

/* NEW is RECENT UNSEEN. */
static bool parse_new(struct parser *p, struct store_criterion **link)
{
	struct store_criterion **at;

	if (!add(p, STORE_KEY_AND, link) ||
	    !add(p, STORE_KEY_RECENT, &(*link)->child))
		return false;
	at = &(*link)->child->next;
	return add_not(p, &at) && add_flags(p, INDEX_SEEN, at);
}

static bool parse_shape(struct parser *p, const struct key *key,
			struct store_criterion **link)
{
	switch (key->shape) {
	case SHAPE_PLAIN:
		return add(p, key->key, link);
	case SHAPE_FLAG:
		return add_flags(p, key->flag, link);
	case SHAPE_UNFLAG:
		return add_not(p, &link) && add_flags(p, key->flag, link);
	case SHAPE_NEW:
		return parse_new(p, link);
	case SHAPE_OLD:
		return add_not(p, &link) && add(p, STORE_KEY_RECENT, link);
	case SHAPE_KEYWORD:
		return parse_keyword(p, link);
	case SHAPE_UNKEYWORD:
		return add_not(p, &link) && parse_keyword(p, link);
	case SHAPE_DATE:
		return parse_date(p, key->key, link);
	case SHAPE_NUMBER:
		return parse_number(p, key->key, link);
	case SHAPE_TEXT:
		return parse_text(p, key->key, link);
	case SHAPE_NAMED_TEXT:
		return parse_header(p, key->name, link);
	case SHAPE_HEADER:
		return parse_header(p, SPAN(""), link);
	case SHAPE_UID:
		return parse_uid(p, link);
	case SHAPE_OBJECTID:
		return parse_objectid(p, key->key, link);
	case SHAPE_NOT:
		return add_not(p, &link) && parse_next(p, link);
	case SHAPE_OR:
		break;
	}
	return parse_or(p, link);
}

static bool parse_word(struct parser *p, struct store_criterion **link)
{
	struct span word;

	if (!wire_imap_take_atom(&p->rest, &word))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (span_eq_nocase(word, keys[i].name))
			return parse_shape(p, &keys[i], link);
	return false;
}

/* "key key …", all of which must hold. */
static bool parse_all(struct parser *p, struct store_criterion **link)
{
	struct store_criterion **next;

	if (!add(p, STORE_KEY_AND, link))
		return false;
	next = &(*link)->child;
	do {
		if (!parse_key(p, next))
			return false;
		next = &(*next)->next;
	} while (wire_imap_take_space(&p->rest));
	return true;
}

static bool parse_nested(struct parser *p, struct store_criterion **link)
{
	char first = p->rest.len ? p->rest.ptr[0] : '\0';

	if ((first >= '0' && first <= '9') || first == '*')
		return parse_numbers(p, link);
	if (!wire_imap_take_char(&p->rest, '('))
		return parse_word(p, link);
	return parse_all(p, link) && wire_imap_take_char(&p->rest, ')');
}

static bool parse_key(struct parser *p, struct store_criterion **link)
{
	bool good;

	if (p->depth == DEPTH_MAX)
		return false;
	p->depth++;
	good = parse_nested(p, link);
	p->depth--;
	return good;
}

/* "CHARSET x ", if it is there. */
static enum imap_search take_charset(struct parser *p)
{
	struct span at = p->rest;
	struct span word;
	struct span charset;

	if (!wire_imap_take_atom(&at, &word) ||
	    !span_eq_nocase(word, SPAN("CHARSET")))
		return IMAP_SEARCH_OK;
	if (!wire_imap_take_space(&at) ||
	    !wire_imap_take_astring(&at, p->arena, &charset) ||
	    !wire_imap_take_space(&at))
		return IMAP_SEARCH_BAD;
	p->rest = at;
	if (charset.len == 0 || charset.len >= CHARSET_MAX ||
	    span_find_char(charset, '\0') != charset.len)
		return IMAP_SEARCH_CHARSET;
	memcpy(p->charset, charset.ptr, charset.len);
	return mime_text_knows_charset(p->charset) ? IMAP_SEARCH_OK
						   : IMAP_SEARCH_CHARSET;
}

enum imap_search imap_search_parse(struct span text, struct ranges *view,
				   struct arena *arena,
				   struct store_criterion **out)
{
	struct parser p = { .rest = text, .view = view, .arena = arena };
	enum imap_search charset = take_charset(&p);

	*out = NULL;
	if (charset != IMAP_SEARCH_OK)
		return charset;
	return parse_all(&p, out) && p.rest.len == 0 ? IMAP_SEARCH_OK
						     : IMAP_SEARCH_BAD;
}
