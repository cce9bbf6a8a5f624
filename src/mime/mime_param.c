/* SPDX-License-Identifier: MIT */
#include "mime/mime_param.h"

#include <string.h>

#include "base/num.h"

enum {
	SEGMENT_MAX = MIME_PARAMS_MAX - 1,
	NAME_MAX_LEN = 128
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* An open comment runs to the end. */
static size_t comment_length(struct span s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '(')
			depth++;
		else if (s.ptr[i] == ')' && --depth == 0)
			return i + 1;
	}
	return s.len;
}

static void skip_blank(struct span *s)
{
	while (s->len) {
		if (s->ptr[0] == '(')
			*s = span_from(*s, comment_length(*s));
		else if (is_blank(s->ptr[0]))
			*s = span_from(*s, 1);
		else
			return;
	}
}

struct span mime_param_take_token(struct span *rest)
{
	struct span token;

	skip_blank(rest);
	token = span_first(*rest, 0);
	while (token.len < rest->len) {
		char c = rest->ptr[token.len];

		if (is_blank(c) || c == '/' || c == ';' || c == '=' ||
		    c == '"' || c == '(')
			break;
		token.len++;
	}
	*rest = span_from(*rest, token.len);
	return token;
}

bool mime_param_take_char(struct span *rest, char c)
{
	skip_blank(rest);
	if (rest->len == 0 || rest->ptr[0] != c)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

bool mime_param_take_type(struct span *rest, struct span *out_type,
			  struct span *out_subtype)
{
	*out_type = mime_param_take_token(rest);
	if (out_type->len == 0 || !mime_param_take_char(rest, '/'))
		return false;
	*out_subtype = mime_param_take_token(rest);
	return out_subtype->len > 0;
}

static bool is_line_end(char c)
{
	return c == '\r' || c == '\n';
}

/* Takes the quoted byte at *i; a fold is one space. */
static char take_unfolded(struct span text, size_t *i)
{
	if (!is_line_end(text.ptr[*i]))
		return text.ptr[(*i)++];
	while (*i < text.len && is_blank(text.ptr[*i]))
		++*i;
	return ' ';
}

/* Behind the opening quote. */
static struct span take_quoted(struct span *rest, struct arena *arena)
{
	size_t at = 0;
	size_t len = 0;
	char *to;

	while (at < rest->len && rest->ptr[at] != '"')
		at += rest->ptr[at] == '\\' ? 2 : 1;
	if (at > rest->len)
		at = rest->len;
	to = arena_alloc(arena, at + 1);
	for (size_t i = 0; i < at;) {
		if (rest->ptr[i] == '\\' && i + 1 < at)
			i++;
		to[len++] = take_unfolded(span_first(*rest, at), &i);
	}
	*rest = span_from(*rest, at + 1);
	return span_make(to, len);
}

/* Writers leave much unquoted that ought to be: up to blank or ';'. */
static struct span take_value(struct span *rest, struct arena *arena)
{
	struct span value;

	if (mime_param_take_char(rest, '"'))
		return take_quoted(rest, arena);
	value = span_first(*rest, 0);
	while (value.len < rest->len && rest->ptr[value.len] != ';' &&
	       !is_blank(rest->ptr[value.len]))
		value.len++;
	*rest = span_from(*rest, value.len);
	return value;
}

static size_t parse_raw(struct span rest, struct arena *arena,
			struct mime_param out[MIME_PARAMS_MAX])
{
	size_t count = 0;

	while (rest.len && count < MIME_PARAMS_MAX) {
		struct span name = mime_param_take_token(&rest);

		if (name.len && mime_param_take_char(&rest, '=')) {
			out[count].name = name;
			out[count++].value = take_value(&rest, arena);
		} else if (name.len == 0) {
			rest = span_from(rest, 1);
		}
	}
	return count;
}

/* RFC 2231: "base*number" or "base*number*". */
struct segment {
	struct span base;
	uint32_t number;
	bool extended;
};

static bool parse_segment(struct span name, struct segment *out)
{
	size_t star = span_find_char(name, '*');
	struct span number = span_from(name, star + 1);

	out->base = span_first(name, star);
	out->extended = span_ends(number, SPAN("*"));
	if (out->extended)
		number.len--;
	return out->base.len &&
	       num_parse_u32(number, 0, SEGMENT_MAX, &out->number);
}

static const struct mime_param *find_segment(const struct mime_param *raw,
					     size_t count, struct span base,
					     uint32_t number,
					     bool *out_extended)
{
	for (size_t i = 0; i < count; i++) {
		struct segment s;

		if (parse_segment(raw[i].name, &s) && s.number == number &&
		    span_eq_nocase(s.base, base)) {
			*out_extended = s.extended;
			return &raw[i];
		}
	}
	return NULL;
}

/* RFC 2231 section 7: what needs no percent sign. */
static bool is_attribute_char(char c)
{
	return c > ' ' && c < 0x7f && !strchr("*'%()<>@,;:\\\"/[]?=", c);
}

static size_t add_encoded(char *to, struct span value)
{
	static const char digits[] = "0123456789ABCDEF";
	size_t len = 0;

	for (size_t i = 0; i < value.len; i++) {
		unsigned char c = (unsigned char)value.ptr[i];

		if (is_attribute_char(value.ptr[i])) {
			to[len++] = value.ptr[i];
			continue;
		}
		to[len++] = '%';
		to[len++] = digits[c >> 4];
		to[len++] = digits[c & 15];
	}
	return len;
}

static size_t add_segment(char *to, struct span value, bool encode)
{
	if (encode)
		return add_encoded(to, value);
	if (value.len)
		memcpy(to, value.ptr, value.len);
	return value.len;
}

static struct mime_param join(const struct mime_param *raw, size_t count,
			      const struct segment *first, struct arena *arena)
{
	const struct mime_param *part;
	struct mime_param joined;
	size_t space = 0;
	size_t len = 0;
	bool extended;
	char *to;

	for (uint32_t n = 0;
	     (part = find_segment(raw, count, first->base, n, &extended)); n++)
		space += part->value.len * 3;
	to = arena_alloc(arena, space + 1);
	for (uint32_t n = 0;
	     (part = find_segment(raw, count, first->base, n, &extended)); n++)
		len += add_segment(to + len, part->value,
				   first->extended && !extended);
	joined.value = span_make(to, len);
	joined.name = first->base;
	if (first->extended)
		joined.name = span_of(
			arena_printf(arena, "%.*s*", SPAN_ARG(first->base)));
	return joined;
}

size_t mime_param_parse(struct span rest, struct arena *arena,
			struct mime_param out[MIME_PARAMS_MAX])
{
	struct mime_param raw[MIME_PARAMS_MAX];
	size_t raw_count = parse_raw(rest, arena, raw);
	size_t count = 0;

	for (size_t i = 0; i < raw_count; i++) {
		struct segment s;
		bool extended;

		if (!parse_segment(raw[i].name, &s) ||
		    !find_segment(raw, raw_count, s.base, 0, &extended))
			out[count++] = raw[i];
		else if (s.number == 0)
			out[count++] = join(raw, raw_count, &s, arena);
	}
	return count;
}

struct span mime_param_value(const struct mime_param *params, size_t count,
			     struct span name)
{
	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(params[i].name, name))
			return params[i].value;
	return (struct span){ NULL, 0 };
}

struct span mime_param_boundary(struct span rest, struct arena *arena)
{
	struct mime_param params[MIME_PARAMS_MAX];
	size_t count = mime_param_parse(rest, arena, params);
	struct span text = mime_param_value(params, count, SPAN("boundary"));

	/* It can't end in white space (RFC 2046 5.1.1). */
	while (text.len && (text.ptr[text.len - 1] == ' ' ||
			    text.ptr[text.len - 1] == '\t'))
		text.len--;
	return text;
}
