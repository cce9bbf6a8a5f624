/* SPDX-License-Identifier: MIT */
/*
 * No tree is built: mail has HTML of any kind of brokenness, and text needs
 * only what each tag says by itself.
 */
#include "mime/mime_html.h"

#include "base/check.h"
#include "base/num.h"
#include "base/utf8.h"

enum {
	REFERENCE_MAX = 12, /* "&CounterClo…" is longer; such are left alone */
	REPLACEMENT = 0xfffd,
};

/* ---- character references ---- */

static const struct {
	struct span name;
	uint32_t code;
} references[] = {
	{ SPAN("amp"), '&' },      { SPAN("lt"), '<' },
	{ SPAN("gt"), '>' },       { SPAN("quot"), '"' },
	{ SPAN("apos"), '\'' },    { SPAN("nbsp"), ' ' },
	{ SPAN("copy"), 0xa9 },    { SPAN("reg"), 0xae },
	{ SPAN("laquo"), 0xab },   { SPAN("raquo"), 0xbb },
	{ SPAN("middot"), 0xb7 },  { SPAN("szlig"), 0xdf },
	{ SPAN("Auml"), 0xc4 },    { SPAN("Ouml"), 0xd6 },
	{ SPAN("Uuml"), 0xdc },    { SPAN("auml"), 0xe4 },
	{ SPAN("ouml"), 0xf6 },    { SPAN("uuml"), 0xfc },
	{ SPAN("agrave"), 0xe0 },  { SPAN("aacute"), 0xe1 },
	{ SPAN("acirc"), 0xe2 },   { SPAN("ccedil"), 0xe7 },
	{ SPAN("egrave"), 0xe8 },  { SPAN("eacute"), 0xe9 },
	{ SPAN("ecirc"), 0xea },   { SPAN("euml"), 0xeb },
	{ SPAN("iacute"), 0xed },  { SPAN("ntilde"), 0xf1 },
	{ SPAN("oacute"), 0xf3 },  { SPAN("uacute"), 0xfa },
	{ SPAN("shy"), 0xad },     { SPAN("zwnj"), 0x200c },
	{ SPAN("zwj"), 0x200d },   { SPAN("ensp"), ' ' },
	{ SPAN("emsp"), ' ' },     { SPAN("thinsp"), ' ' },
	{ SPAN("ndash"), 0x2013 }, { SPAN("mdash"), 0x2014 },
	{ SPAN("lsquo"), 0x2018 }, { SPAN("rsquo"), 0x2019 },
	{ SPAN("ldquo"), 0x201c }, { SPAN("rdquo"), 0x201d },
	{ SPAN("bull"), 0x2022 },  { SPAN("hellip"), 0x2026 },
	{ SPAN("euro"), 0x20ac },  { SPAN("trade"), 0x2122 },
};

/* "#233", "#xe9" */
static bool numeric(struct span name, uint32_t *out)
{
	uint64_t code;
	bool good;

	if (!span_starts(name, SPAN("#")))
		return false;
	name = span_from(name, 1);
	if (span_starts_nocase(name, SPAN("x")))
		good = num_parse_hex(span_from(name, 1), &code);
	else
		good = num_parse_u64(name, 0, UINT32_MAX, &code);
	if (!good)
		return false;
	*out = (uint32_t)code;
	if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		*out = REPLACEMENT;
	return true;
}

static bool find_reference(struct span name, uint32_t *out)
{
	if (numeric(name, out))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(references); i++) {
		if (!span_eq(name, references[i].name))
			continue;
		*out = references[i].code;
		return true;
	}
	return false;
}

/* At the '&', which stands for itself if it begins no reference. */
static void take_reference(struct buf *out, struct span *rest)
{
	struct span name = span_first(span_from(*rest, 1), REFERENCE_MAX);
	size_t len = span_find_char(name, ';');
	uint32_t code;

	if (len < name.len && find_reference(span_first(name, len), &code)) {
		utf8_add(out, code);
		*rest = span_from(*rest, len + 2);
		return;
	}
	buf_add_char(out, '&');
	*rest = span_from(*rest, 1);
}

/* ---- tags ---- */

static bool is_among(struct span name, const struct span *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

/* Behind a comment, or everything if it does not end. */
static void skip_comment(struct span *rest)
{
	*rest = span_from(*rest, span_find(*rest, SPAN("-->")) + 3);
}

/* At the '<' of a tag: its name ("/p" for an end); *rest is then behind it. A
 * '>' within quotes does not end it. */
static struct span take_tag(struct span *rest)
{
	struct span tag = span_from(*rest, 1);
	size_t name = 0;
	size_t at = 0;
	char quote = '\0';

	while (name < tag.len && !strchr(" \t\r\n>", tag.ptr[name]))
		name++;
	for (at = name; at < tag.len; at++) {
		char c = tag.ptr[at];

		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (c == '>')
			break;
		else if (c == '"' || c == '\'')
			quote = c;
	}
	*rest = span_from(tag, at + 1);
	tag = span_first(tag, name);
	/* "<br/>" */
	if (tag.len > 1 && span_ends(tag, SPAN("/")))
		tag.len--;
	return tag;
}

/* Behind the end tag of an element whose content nobody sees. */
static void skip_element(struct span *rest, struct span name)
{
	while (rest->len) {
		*rest = span_from(*rest, span_find(*rest, SPAN("</")));
		if (span_starts_nocase(span_from(*rest, 2), name)) {
			take_tag(rest);
			return;
		}
		*rest = span_from(*rest, 2);
	}
}

/* Does the tag leave the words on its two sides in one word? */
static bool is_inline(struct span tag)
{
	static const struct span names[] = {
		SPAN("a"),      SPAN("abbr"),  SPAN("b"),    SPAN("bdo"),
		SPAN("big"),    SPAN("cite"),  SPAN("code"), SPAN("del"),
		SPAN("em"),     SPAN("font"),  SPAN("i"),    SPAN("ins"),
		SPAN("kbd"),    SPAN("mark"),  SPAN("o:p"),  SPAN("q"),
		SPAN("s"),      SPAN("small"), SPAN("span"), SPAN("strike"),
		SPAN("strong"), SPAN("sub"),   SPAN("sup"),  SPAN("tt"),
		SPAN("u"),      SPAN("wbr"),
	};

	if (span_starts(tag, SPAN("/")))
		tag = span_from(tag, 1);
	return is_among(tag, names, ARRAY_LEN(names));
}

static void take_markup(struct buf *out, struct span *rest)
{
	static const struct span unseen[] = {
		SPAN("head"),
		SPAN("script"),
		SPAN("style"),
		SPAN("title"),
	};
	struct span tag;

	if (span_starts(*rest, SPAN("<!--"))) {
		skip_comment(rest);
		return;
	}
	tag = take_tag(rest);
	if (is_among(tag, unseen, ARRAY_LEN(unseen)))
		skip_element(rest, tag);
	else if (!is_inline(tag))
		buf_add_char(out, ' ');
}

/* A '<' that begins no markup is text: "a < b". */
static bool is_markup(struct span at)
{
	char c = at.len > 1 ? span_lower(at.ptr[1]) : '\0';

	return (c >= 'a' && c <= 'z') || c == '/' || c == '!' || c == '?';
}

static size_t text_length(struct span rest)
{
	size_t len = 0;

	while (len < rest.len && rest.ptr[len] != '<' && rest.ptr[len] != '&')
		len++;
	return len;
}

void mime_html_text(struct buf *out, struct span html)
{
	while (html.len && !out->full) {
		size_t len = text_length(html);

		buf_add(out, span_first(html, len));
		html = span_from(html, len);
		if (html.len == 0)
			return;
		if (html.ptr[0] == '&') {
			take_reference(out, &html);
		} else if (is_markup(html)) {
			take_markup(out, &html);
		} else {
			buf_add_char(out, '<');
			html = span_from(html, 1);
		}
	}
}
