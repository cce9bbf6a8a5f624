/* SPDX-License-Identifier: MIT */
#include "config/config_uidl.h"

#include "base/check.h"
#include "base/num.h"

enum {
	TEXT_MAX = 30 /* of 70 characters that a UIDL may have */
};

struct word {
	struct span name;
	enum config_uidl_kind kind;
};

static const struct word letters[] = {
	{ SPAN("u"), CONFIG_UIDL_UID },  { SPAN("v"), CONFIG_UIDL_UIDVALIDITY },
	{ SPAN("f"), CONFIG_UIDL_FILE }, { SPAN("g"), CONFIG_UIDL_FILE },
	{ SPAN("m"), CONFIG_UIDL_MD5 },
};

static const struct word names[] = {
	{ SPAN("uid"), CONFIG_UIDL_UID },
	{ SPAN("uidvalidity"), CONFIG_UIDL_UIDVALIDITY },
	{ SPAN("filename"), CONFIG_UIDL_FILE },
	{ SPAN("guid"), CONFIG_UIDL_FILE },
	{ SPAN("md5"), CONFIG_UIDL_MD5 },
};

static bool find(const struct word *words, size_t count, struct span name,
		 enum config_uidl_kind *out)
{
	for (size_t i = 0; i < count; i++) {
		if (!span_eq(words[i].name, name))
			continue;
		*out = words[i].kind;
		return true;
	}
	return false;
}

static bool take(struct span *rest, struct span what)
{
	if (!span_starts(*rest, what))
		return false;
	*rest = span_from(*rest, what.len);
	return true;
}

static bool take_digits(struct span *rest, unsigned *out)
{
	uint64_t digits;

	if (!num_take_u64(rest, CONFIG_UIDL_DIGITS, &digits))
		return false;
	*out = (unsigned)digits;
	return true;
}

static bool take_md5(struct config_uidl_part *part)
{
	bool is_file = part->kind == CONFIG_UIDL_FILE;

	part->kind = CONFIG_UIDL_MD5;
	return is_file;
}

/* What may follow a name: "| hex", "| hex(8)", "| md5". */
static bool take_filter(struct span filter, struct config_uidl_part *part)
{
	filter = span_trim(filter);
	if (span_eq(filter, SPAN("md5")))
		return take_md5(part);
	if (!take(&filter, SPAN("hex")))
		return false;
	part->hex = true;
	if (filter.len == 0)
		return true;
	return take(&filter, SPAN("(")) &&
	       take_digits(&filter, &part->digits) &&
	       span_eq(filter, SPAN(")"));
}

/* *rest is behind "%{". */
static bool take_long(struct span *rest, struct config_uidl_part *part)
{
	struct span inner = span_first(*rest, span_find_char(*rest, '}'));
	struct span name;

	if (inner.len == rest->len)
		return false;
	*rest = span_from(*rest, inner.len + 1);
	span_cut(&inner, '|', &name);
	return find(names, ARRAY_LEN(names), span_trim(name), &part->kind) &&
	       (!inner.ptr || take_filter(inner, part));
}

/* *rest is behind "%". */
static bool take_short(struct span *rest, struct config_uidl_part *part)
{
	struct span letter;
	bool md5;

	if (span_starts(*rest, SPAN("0")) && !take_digits(rest, &part->digits))
		return false;
	part->hex = take(rest, SPAN("X"));
	md5 = take(rest, SPAN("M"));
	letter = span_first(*rest, 1);
	*rest = span_from(*rest, 1);
	return find(letters, ARRAY_LEN(letters), letter, &part->kind) &&
	       (!md5 || take_md5(part));
}

static bool take_text(struct span *rest, struct config_uidl_part *part)
{
	part->kind = CONFIG_UIDL_TEXT;
	part->text = span_first(*rest, span_find_char(*rest, '%'));
	if (take(rest, SPAN("%%")))
		part->text = span_make(rest->ptr - 1, 1);
	else
		*rest = span_from(*rest, part->text.len);
	for (size_t i = 0; i < part->text.len; i++)
		if (part->text.ptr[i] <= ' ' || part->text.ptr[i] > '~')
			return false;
	return true;
}

static bool take_part(struct span *rest, struct config_uidl_part *part)
{
	bool is_number;

	*part = (struct config_uidl_part){ .digits = 0 };
	if (!span_starts(*rest, SPAN("%")) || span_starts(*rest, SPAN("%%")))
		return take_text(rest, part);
	*rest = span_from(*rest, 1);
	if (!(take(rest, SPAN("{")) ? take_long(rest, part)
				    : take_short(rest, part)))
		return false;
	is_number = part->kind == CONFIG_UIDL_UID ||
		    part->kind == CONFIG_UIDL_UIDVALIDITY;
	return is_number || (!part->hex && !part->digits);
}

const char *config_uidl_parse(struct span text, struct config_uidl *out)
{
	bool has_uid = false;
	size_t length = 0;

	*out = (struct config_uidl){ .count = 0 };
	while (text.len) {
		struct config_uidl_part *part = &out->part[out->count];

		if (out->count == CONFIG_UIDL_PARTS || !take_part(&text, part))
			return "must be made of %u, %v, %f, %g, %m and text";
		has_uid |= part->kind == CONFIG_UIDL_UID;
		out->names_file |= part->kind == CONFIG_UIDL_FILE ||
				   part->kind == CONFIG_UIDL_MD5;
		length += part->text.len;
		out->count++;
	}
	if (!has_uid && !out->names_file)
		return "must have %u, %f, %g or %m in it";
	return length > TEXT_MAX ? "must have less text in it" : NULL;
}
