/* SPDX-License-Identifier: MIT */
/*
 * Takers work on a struct parser and leave it anywhere when they fail: the
 * whole command is then refused. `too_much` tells a limit from bad syntax.
 */
#include "imap/fetch_parse.h"

#include "base/auto.h"
#include "base/check.h"
#include "mime/mime_summary.h"
#include "wire/wire_imap.h"

enum {
	LABEL_MAX = 1 << 16 /* of one section, in each answer */
};

struct parser {
	struct span rest;
	struct arena *arena;
	struct fetch_item *items;
	unsigned count;
	bool too_much;
};

/* Letters, digits and dots. */
static struct span take_word(struct span *rest)
{
	struct span word = span_first(*rest, 0);

	while (word.len < rest->len) {
		char c = span_lower(rest->ptr[word.len]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '.')
			break;
		word.len++;
	}
	*rest = span_from(*rest, word.len);
	return word;
}

static struct fetch_item *add_item(struct parser *p, enum fetch_kind kind)
{
	struct fetch_item *item;

	if (p->count == FETCH_ITEMS_MAX) {
		p->too_much = true;
		return NULL;
	}
	item = &p->items[p->count++];
	*item = (struct fetch_item){ .kind = kind };
	return item;
}

/* ---- BODY[…] ---- */

static bool is_digit_next(const struct parser *p)
{
	return p->rest.len && p->rest.ptr[0] >= '0' && p->rest.ptr[0] <= '9';
}

/* "1.2.3" up to the ']', or "1.2." up to the word behind it. */
static bool take_path(struct parser *p, struct fetch_item *item)
{
	uint32_t *path =
		arena_alloc_array(p->arena, FETCH_PATH_MAX, sizeof(*path));
	uint64_t number;

	item->path = path;
	while (is_digit_next(p)) {
		p->too_much |= item->depth == FETCH_PATH_MAX;
		if (p->too_much ||
		    !wire_imap_take_number(&p->rest, UINT32_MAX, &number) ||
		    number == 0)
			return false;
		path[item->depth++] = (uint32_t)number;
		if (span_starts(p->rest, SPAN("]")))
			return true;
		if (!wire_imap_take_char(&p->rest, '.') ||
		    span_starts(p->rest, SPAN("]")))
			return false;
	}
	return true;
}

/* " (From To)" */
static bool take_names(struct parser *p, struct fetch_item *item)
{
	struct span *names =
		arena_alloc_array(p->arena, FETCH_NAMES_MAX, sizeof(*names));

	if (!wire_imap_take_space(&p->rest) ||
	    !wire_imap_take_char(&p->rest, '('))
		return false;
	do {
		if (item->name_count == FETCH_NAMES_MAX) {
			p->too_much = true;
			return false;
		}
		if (!wire_imap_take_astring(&p->rest, p->arena,
					    &names[item->name_count++]))
			return false;
	} while (wire_imap_take_space(&p->rest));
	item->names = names;
	return wire_imap_take_char(&p->rest, ')');
}

static const struct part_name {
	struct span name;
	enum fetch_part part;
} part_names[] = {
	{ SPAN("HEADER"), FETCH_PART_HEADER },
	{ SPAN("HEADER.FIELDS"), FETCH_PART_FIELDS },
	{ SPAN("HEADER.FIELDS.NOT"), FETCH_PART_FIELDS_NOT },
	{ SPAN("TEXT"), FETCH_PART_TEXT },
	{ SPAN("MIME"), FETCH_PART_MIME },
};

static const struct part_name *find_part_name(struct span word)
{
	for (size_t i = 0; i < ARRAY_LEN(part_names); i++)
		if (span_eq_nocase(word, part_names[i].name))
			return &part_names[i];
	return NULL;
}

/* Behind '[', with the ']'. */
static bool take_section(struct parser *p, struct fetch_item *item)
{
	const struct part_name *name;

	if (!take_path(p, item))
		return false;
	if (wire_imap_take_char(&p->rest, ']'))
		return true;
	name = find_part_name(take_word(&p->rest));
	if (!name || (name->part == FETCH_PART_MIME && item->depth == 0))
		return false;
	item->part = name->part;
	if ((item->part == FETCH_PART_FIELDS ||
	     item->part == FETCH_PART_FIELDS_NOT) &&
	    !take_names(p, item))
		return false;
	return wire_imap_take_char(&p->rest, ']');
}

/* "<0.2048>" */
static bool take_partial(struct parser *p, struct fetch_item *item)
{
	if (!wire_imap_take_char(&p->rest, '<'))
		return true;
	item->is_partial = true;
	return wire_imap_take_number(&p->rest, UINT32_MAX, &item->offset) &&
	       wire_imap_take_char(&p->rest, '.') &&
	       wire_imap_take_number(&p->rest, UINT32_MAX, &item->length) &&
	       item->length > 0 && wire_imap_take_char(&p->rest, '>');
}

static void add_names(struct buf *label, const struct fetch_item *item)
{
	for (unsigned i = 0; i < item->name_count; i++) {
		buf_add_str(label, i ? " " : " (");
		wire_imap_add_astring(label, item->names[i]);
	}
	if (item->name_count)
		buf_add_char(label, ')');
}

static const char *label_of(enum fetch_kind kind)
{
	if (kind == FETCH_BINARY)
		return "BINARY[";
	return kind == FETCH_BINARY_SIZE ? "BINARY.SIZE[" : "BODY[";
}

/* false: longer than an answer should repeat. */
static bool make_label(struct fetch_item *item, struct arena *arena)
{
	auto_buf struct buf label;

	buf_init(&label, LABEL_MAX);
	buf_add_str(&label, label_of(item->kind));
	for (unsigned i = 0; i < item->depth; i++) {
		if (i)
			buf_add_char(&label, '.');
		buf_add_u64(&label, item->path[i]);
	}
	if (item->part != FETCH_PART_WHOLE && item->depth)
		buf_add_char(&label, '.');
	for (size_t i = 0; i < ARRAY_LEN(part_names); i++)
		if (part_names[i].part == item->part)
			buf_add(&label, part_names[i].name);
	add_names(&label, item);
	buf_add_char(&label, ']');
	if (item->is_partial) {
		/* RFC 3501 7.4.2: the origin, without the length. */
		buf_add_char(&label, '<');
		buf_add_u64(&label, item->offset);
		buf_add_char(&label, '>');
	}
	item->label = arena_dup(arena, buf_span(&label));
	return !label.full;
}

static bool is_kept(const struct fetch_item *item, uint64_t *out_names)
{
	unsigned number;

	*out_names = 0;
	if (item->part != FETCH_PART_FIELDS || item->depth)
		return false;
	for (unsigned i = 0; i < item->name_count; i++) {
		if (!mime_summary_number(item->names[i], &number))
			return false;
		*out_names |= UINT64_C(1) << number;
	}
	return true;
}

static const struct section_name {
	struct span name;
	struct fetch_item item;
} section_names[] = {
	{ SPAN("BODY"), { .kind = FETCH_SECTION, .sets_seen = true } },
	{ SPAN("BODY.PEEK"), { .kind = FETCH_SECTION } },
	{ SPAN("BINARY"), { .kind = FETCH_BINARY, .sets_seen = true } },
	{ SPAN("BINARY.PEEK"), { .kind = FETCH_BINARY } },
	{ SPAN("BINARY.SIZE"), { .kind = FETCH_BINARY_SIZE } },
};

/* RFC 3516 7: section-binary has part numbers only, and a size no partial. */
static bool take_rest(struct parser *p, struct fetch_item *item)
{
	if (item->kind == FETCH_SECTION)
		return take_section(p, item) && take_partial(p, item);
	return take_path(p, item) && wire_imap_take_char(&p->rest, ']') &&
	       (item->kind == FETCH_BINARY_SIZE || take_partial(p, item));
}

/* Behind "BODY.PEEK[" and its like. */
static bool take_section_item(struct parser *p, struct span word)
{
	for (size_t i = 0; i < ARRAY_LEN(section_names); i++) {
		struct fetch_item *item;

		if (!span_eq_nocase(word, section_names[i].name))
			continue;
		item = add_item(p, section_names[i].item.kind);
		if (!item)
			return false;
		*item = section_names[i].item;
		if (!take_rest(p, item))
			return false;
		item->is_kept = is_kept(item, &item->kept_names);
		p->too_much = !make_label(item, p->arena);
		return !p->too_much;
	}
	return false;
}

/* ---- items ---- */

static const struct item_name {
	struct span name;
	struct fetch_item item;
} item_names[] = {
	{ SPAN("FLAGS"), { .kind = FETCH_FLAGS } },
	{ SPAN("UID"), { .kind = FETCH_UID } },
	{ SPAN("MODSEQ"), { .kind = FETCH_MODSEQ } },
	{ SPAN("INTERNALDATE"), { .kind = FETCH_INTERNALDATE } },
	{ SPAN("RFC822.SIZE"), { .kind = FETCH_SIZE } },
	{ SPAN("SAVEDATE"), { .kind = FETCH_SAVEDATE } },
	{ SPAN("EMAILID"), { .kind = FETCH_EMAILID } },
	{ SPAN("THREADID"), { .kind = FETCH_THREADID } },
	{ SPAN("ENVELOPE"), { .kind = FETCH_ENVELOPE } },
	{ SPAN("BODY"), { .kind = FETCH_BODY } },
	{ SPAN("BODYSTRUCTURE"), { .kind = FETCH_BODYSTRUCTURE } },
	{ SPAN("RFC822"),
	  { .kind = FETCH_SECTION,
	    .part = FETCH_PART_WHOLE,
	    .sets_seen = true,
	    .label = SPAN("RFC822") } },
	{ SPAN("RFC822.HEADER"),
	  { .kind = FETCH_SECTION,
	    .part = FETCH_PART_HEADER,
	    .label = SPAN("RFC822.HEADER") } },
	{ SPAN("RFC822.TEXT"),
	  { .kind = FETCH_SECTION,
	    .part = FETCH_PART_TEXT,
	    .sets_seen = true,
	    .label = SPAN("RFC822.TEXT") } },
};

static bool add_named(struct parser *p, struct span word)
{
	for (size_t i = 0; i < ARRAY_LEN(item_names); i++) {
		struct fetch_item *item;

		if (!span_eq_nocase(word, item_names[i].name))
			continue;
		item = add_item(p, FETCH_FLAGS);
		if (item)
			*item = item_names[i].item;
		return item;
	}
	return false;
}

/* RFC 8970 6: "PREVIEW" [SP "(" preview-mod *(SP preview-mod) ")"]. Behind
 * the last item there may also be a list of modifiers, which is not its. */
static bool take_preview(struct parser *p)
{
	struct fetch_item *item = add_item(p, FETCH_PREVIEW);
	struct span at = p->rest;

	if (!item)
		return false;
	if (!wire_imap_take_space(&at) || !wire_imap_take_char(&at, '('))
		return true;
	do {
		if (!span_eq_nocase(take_word(&at), SPAN("LAZY")))
			return !item->is_lazy;
		item->is_lazy = true;
	} while (wire_imap_take_space(&at));
	p->rest = at;
	return wire_imap_take_char(&p->rest, ')');
}

static bool take_item(struct parser *p)
{
	struct span word = take_word(&p->rest);

	if (wire_imap_take_char(&p->rest, '['))
		return take_section_item(p, word);
	if (span_eq_nocase(word, SPAN("PREVIEW")))
		return take_preview(p);
	return add_named(p, word);
}

static bool take_list(struct parser *p)
{
	do {
		if (!take_item(p))
			return false;
	} while (wire_imap_take_space(&p->rest));
	return wire_imap_take_char(&p->rest, ')');
}

static const struct macro {
	struct span name;
	struct span items;
} macros[] = {
	{ SPAN("ALL"), SPAN("FLAGS INTERNALDATE RFC822.SIZE ENVELOPE)") },
	{ SPAN("FAST"), SPAN("FLAGS INTERNALDATE RFC822.SIZE)") },
	{ SPAN("FULL"), SPAN("FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODY)") },
};

static bool take_items(struct parser *p)
{
	struct span behind = p->rest;
	struct span word = take_word(&behind);

	for (size_t i = 0; i < ARRAY_LEN(macros); i++) {
		if (!span_eq_nocase(word, macros[i].name))
			continue;
		p->rest = macros[i].items;
		if (!take_list(p))
			return false;
		p->rest = behind;
		return true;
	}
	if (wire_imap_take_char(&p->rest, '('))
		return take_list(p);
	return take_item(p);
}

static bool has_kind(const struct parser *p, enum fetch_kind kind)
{
	for (unsigned i = 0; i < p->count; i++)
		if (p->items[i].kind == kind)
			return true;
	return false;
}

static enum fetch_needs needs_of(const struct fetch_item *item)
{
	switch (item->kind) {
	case FETCH_FLAGS:
	case FETCH_UID:
	case FETCH_MODSEQ:
	case FETCH_INTERNALDATE:
	case FETCH_SIZE:
	case FETCH_SAVEDATE:
		return FETCH_NEEDS_RECORD;
	case FETCH_ENVELOPE:
		return FETCH_NEEDS_HEADER;
	case FETCH_SECTION:
		if (item->is_kept)
			return FETCH_NEEDS_HEADER;
		return item->depth ? FETCH_NEEDS_WHOLE : FETCH_NEEDS_RECORD;
	case FETCH_EMAILID:
	case FETCH_THREADID:
	case FETCH_BODY:
	case FETCH_BODYSTRUCTURE:
	case FETCH_PREVIEW:
	case FETCH_BINARY:
	case FETCH_BINARY_SIZE:
		break;
	}
	return FETCH_NEEDS_WHOLE;
}

static void sum_up(struct fetch_request *request)
{
	for (unsigned i = 0; i < request->count; i++) {
		const struct fetch_item *item = &request->items[i];
		enum fetch_needs needs = needs_of(item);

		request->sets_seen |= item->sets_seen;
		if (needs > request->needs)
			request->needs = needs;
	}
}

enum fetch_parsed fetch_parse(struct span text, bool with_uid,
			      struct arena *arena, struct fetch_request *out)
{
	struct parser p = { .rest = text, .arena = arena };
	struct fetch_modifiers modifiers;

	/* Two more, for the UID before those asked for and MODSEQ behind. */
	p.items =
		arena_alloc_array(arena, FETCH_ITEMS_MAX + 2, sizeof(*p.items));
	p.items[0].kind = FETCH_UID;
	p.items++;
	if (!take_items(&p) || !fetch_modifier_take(&p.rest, &modifiers) ||
	    p.rest.len)
		return p.too_much ? FETCH_TOO_MUCH : FETCH_MALFORMED;
	/* RFC 7162 3.1.4.1: CHANGEDSINCE asks for it. */
	if (modifiers.changed && !has_kind(&p, FETCH_MODSEQ))
		p.items[p.count++] =
			(struct fetch_item){ .kind = FETCH_MODSEQ };
	*out = (struct fetch_request){
		.items = p.items,
		.count = p.count,
		.has_flags = has_kind(&p, FETCH_FLAGS),
		.has_modseq = has_kind(&p, FETCH_MODSEQ),
		.has_uid = with_uid || has_kind(&p, FETCH_UID),
		.modifiers = modifiers,
	};
	if (with_uid && !has_kind(&p, FETCH_UID)) {
		out->items--;
		out->count++;
	}
	sum_up(out);
	return FETCH_PARSED;
}
