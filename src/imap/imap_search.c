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
#include "imap/imap_reply.h"
#include "imap/imap_search_key.h"
#include "imap/imap_set.h"
#include "mime/mime_text.h"

enum {
	CHARSET_MAX = 64
};

struct parser {
	struct span rest;
	const struct imap_search_input *in;
	struct arena *arena;
	char charset[CHARSET_MAX];
	unsigned depth;
	unsigned keys;
	bool modseq;
	bool numbers;
	enum imap_search why; /* of a false */
};

static bool parse_key(struct parser *p, struct store_criterion **link);

/* A new criterion at *link; false past the limit. */
static bool add(struct parser *p, enum store_key key,
		struct store_criterion **link)
{
	struct store_criterion *c;

	if (p->keys++ == p->in->keys_max) {
		p->why = IMAP_SEARCH_LIMIT;
		return false;
	}
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

/* RFC 5032 */
static bool parse_interval(struct parser *p, enum store_key key,
			   struct store_criterion **link)
{
	return parse_number(p, key, link) && (*link)->number > 0;
}

/* RFC 7162 3.1.5: "[<entry> <type> ]<modseq>". One modseq is kept for all
 * flags of a message, which is what an entry gets then. */
static bool parse_modseq(struct parser *p, struct store_criterion **link)
{
	struct span entry;
	struct span type;

	if (!add(p, STORE_KEY_MODSEQ, link) || !wire_imap_take_space(&p->rest))
		return false;
	if (p->rest.len && p->rest.ptr[0] == '"') {
		if (!wire_imap_take_string(&p->rest, p->arena, &entry) ||
		    !span_starts_nocase(entry, SPAN("/flags/")) ||
		    !wire_imap_take_space(&p->rest) ||
		    !wire_imap_take_atom(&p->rest, &type) ||
		    !wire_imap_take_space(&p->rest))
			return false;
		if (!span_eq_nocase(type, SPAN("priv")) &&
		    !span_eq_nocase(type, SPAN("shared")) &&
		    !span_eq_nocase(type, SPAN("all")))
			return false;
	}
	p->modseq = true;
	return wire_imap_take_number(&p->rest, INT64_MAX, &(*link)->number);
}

/* RFC 5182: "$", whatever the last search with SAVE found. */
static bool take_saved(struct parser *p, struct store_criterion **link)
{
	struct span at = p->rest;

	if (!p->in->saved || !wire_imap_take_char(&at, '$') ||
	    !add(p, STORE_KEY_UID, link))
		return false;
	p->rest = at;
	ranges_copy(&(*link)->set, p->in->saved);
	return true;
}

static bool parse_uid(struct parser *p, struct store_criterion **link)
{
	struct imap_set set;

	if (!wire_imap_take_space(&p->rest))
		return false;
	if (take_saved(p, link))
		return true;
	if (!add(p, STORE_KEY_UID, link) ||
	    !imap_set_take(&p->rest, p->arena, &set))
		return false;
	imap_set_uids(&set, p->in->view, &(*link)->set);
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

	if (!p->in->numbers)
		p->why = IMAP_SEARCH_NUMBERS;
	if (!p->in->numbers || !add(p, STORE_KEY_SEQUENCE, link) ||
	    !imap_set_take(&p->rest, p->arena, &set))
		return false;
	p->numbers = true;
	imap_set_numbers(&set, p->in->view, &(*link)->set);
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

static bool parse_shape(struct parser *p, const struct imap_search_key *key,
			struct store_criterion **link)
{
	switch (key->shape) {
	case IMAP_SEARCH_PLAIN:
		return add(p, key->key, link);
	case IMAP_SEARCH_FLAG:
		return add_flags(p, key->flag, link);
	case IMAP_SEARCH_UNFLAG:
		return add_not(p, &link) && add_flags(p, key->flag, link);
	case IMAP_SEARCH_NEW:
		return parse_new(p, link);
	case IMAP_SEARCH_OLD:
		return add_not(p, &link) && add(p, STORE_KEY_RECENT, link);
	case IMAP_SEARCH_KEYWORD:
		return parse_keyword(p, link);
	case IMAP_SEARCH_UNKEYWORD:
		return add_not(p, &link) && parse_keyword(p, link);
	case IMAP_SEARCH_DATE:
		return parse_date(p, key->key, link);
	case IMAP_SEARCH_NUMBER:
		return parse_number(p, key->key, link);
	case IMAP_SEARCH_INTERVAL:
		return parse_interval(p, key->key, link);
	case IMAP_SEARCH_MODSEQ:
		return parse_modseq(p, link);
	case IMAP_SEARCH_TEXT:
		return parse_text(p, key->key, link);
	case IMAP_SEARCH_NAMED_TEXT:
		return parse_header(p, key->name, link);
	case IMAP_SEARCH_HEADER:
		return parse_header(p, SPAN(""), link);
	case IMAP_SEARCH_UID:
		return parse_uid(p, link);
	case IMAP_SEARCH_OBJECTID:
		return parse_objectid(p, key->key, link);
	case IMAP_SEARCH_NOT:
		return add_not(p, &link) && parse_next(p, link);
	case IMAP_SEARCH_OR:
		break;
	}
	return parse_or(p, link);
}

static bool parse_word(struct parser *p, struct store_criterion **link)
{
	const struct imap_search_key *key;
	struct span word;

	if (!wire_imap_take_atom(&p->rest, &word))
		return false;
	key = imap_search_key_find(word);
	return key && parse_shape(p, key, link);
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
	if (first == '$')
		return take_saved(p, link);
	if (!wire_imap_take_char(&p->rest, '('))
		return parse_word(p, link);
	return parse_all(p, link) && wire_imap_take_char(&p->rest, ')');
}

static bool parse_key(struct parser *p, struct store_criterion **link)
{
	bool good;

	if (p->depth == p->in->nesting_max) {
		p->why = IMAP_SEARCH_LIMIT;
		return false;
	}
	p->depth++;
	good = parse_nested(p, link);
	p->depth--;
	return good;
}

static enum imap_search set_charset(struct parser *p, struct span charset)
{
	if (charset.len == 0 || charset.len >= CHARSET_MAX ||
	    span_find_char(charset, '\0') != charset.len)
		return IMAP_SEARCH_CHARSET;
	memcpy(p->charset, charset.ptr, charset.len);
	return mime_text_knows_charset(p->charset) ? IMAP_SEARCH_OK
						   : IMAP_SEARCH_CHARSET;
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
	if (!p->in->charset || !wire_imap_take_space(&at) ||
	    !wire_imap_take_astring(&at, p->arena, &charset) ||
	    !wire_imap_take_space(&at))
		return IMAP_SEARCH_BAD;
	p->rest = at;
	return set_charset(p, charset);
}

struct imap_search_input imap_search_input_of(struct imap_session *session,
					      struct ranges *view)
{
	static const struct ranges none = { .run = NULL };
	bool selected = session->box && view == &session->box->uids;

	return (struct imap_search_input){
		.view = view,
		.saved = selected ? &session->saved : &none,
		/* RFC 9586 3 */
		.numbers = !(session->enabled & IMAP_ENABLED_UIDONLY),
		/* RFC 6855 3 */
		.charset = !(session->enabled & IMAP_ENABLED_UTF8),
		.keys_max = session->config->imap_search_keys,
		.nesting_max = session->config->imap_search_nesting,
	};
}

static enum imap_search parse(struct parser *p, struct imap_search_program *out)
{
	bool good = parse_all(p, &out->root) && p->rest.len == 0;

	out->modseq = p->modseq;
	out->numbers = p->numbers;
	if (good)
		return IMAP_SEARCH_OK;
	return p->why == IMAP_SEARCH_OK ? IMAP_SEARCH_BAD : p->why;
}

enum imap_search imap_search_parse(const struct imap_search_input *in,
				   struct span text, struct arena *arena,
				   struct imap_search_program *out)
{
	struct parser p = { .rest = text, .in = in, .arena = arena };
	enum imap_search charset = take_charset(&p);

	*out = (struct imap_search_program){ .root = NULL };
	return charset == IMAP_SEARCH_OK ? parse(&p, out) : charset;
}

enum imap_search imap_search_parse_sort(const struct imap_search_input *in,
					struct span text, struct arena *arena,
					struct imap_search_program *out)
{
	struct parser p = { .rest = text, .in = in, .arena = arena };
	enum imap_search known;
	struct span charset;

	*out = (struct imap_search_program){ .root = NULL };
	if (!wire_imap_take_astring(&p.rest, arena, &charset) ||
	    !wire_imap_take_space(&p.rest))
		return IMAP_SEARCH_BAD;
	known = set_charset(&p, charset);
	return known == IMAP_SEARCH_OK ? parse(&p, out) : known;
}

void imap_search_release(struct imap_search_program *program)
{
	store_search_release(program->root);
	program->root = NULL;
}

enum imap_result imap_search_refuse(struct imap_request *request,
				    enum imap_search why)
{
	if (why == IMAP_SEARCH_CHARSET)
		return imap_reply_no(request, "BADCHARSET (US-ASCII UTF-8)",
				     "The charset is not known");
	if (why == IMAP_SEARCH_LIMIT)
		return imap_reply_no(request, "LIMIT",
				     "Too many search keys, or too deep");
	if (why == IMAP_SEARCH_NUMBERS)
		return imap_reply_uid_required(request);
	return imap_reply_bad(request, "Expected search keys");
}
