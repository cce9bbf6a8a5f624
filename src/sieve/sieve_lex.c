/* SPDX-License-Identifier: MIT */
/*
 * Each byte is looked at once, strings twice: first for their end and whether
 * anything in them has to be resolved, then, only if so, for a copy.
 */
#include "sieve/sieve_lex.h"

void sieve_lex_init(struct sieve_lex *lex, struct span text,
		    struct sieve_notes *notes)
{
	*lex = (struct sieve_lex){ .rest = text, .line = 1, .notes = notes };
	if (span_starts(text, SPAN("\xef\xbb\xbf")))
		lex->rest = span_from(text, 3);
}

static char at(const struct sieve_lex *lex, size_t i)
{
	return i < lex->rest.len ? lex->rest.ptr[i] : '\0';
}

static void skip(struct sieve_lex *lex, size_t n)
{
	lex->rest = span_from(lex->rest, n);
}

/* ---- characters ---- */

enum {
	LETTER = 1 << 0, /* or "_" */
	DIGIT = 1 << 1,
	MARK = 1 << 2,
	BLANK = 1 << 3,   /* but for CR and LF */
	SPECIAL = 1 << 4, /* in a quoted string */
};

static const unsigned char kinds[256] = {
	['\0'] = SPECIAL,       ['\t'] = BLANK,         ['\n'] = SPECIAL,
	[' '] = BLANK,          ['"'] = SPECIAL,        ['('] = MARK,
	[')'] = MARK,           [','] = MARK,           ['0' ... '9'] = DIGIT,
	[';'] = MARK,           ['A' ... 'Z'] = LETTER, ['['] = MARK,
	['\\'] = SPECIAL,       [']'] = MARK,           ['_'] = LETTER,
	['a' ... 'z'] = LETTER, ['{'] = MARK,           ['}'] = MARK,
};

static bool is(char c, unsigned kind)
{
	return (kinds[(unsigned char)c] & kind) != 0;
}

/* How many bytes from `from` are of that kind. */
static size_t run_of(struct span text, size_t from, unsigned kind)
{
	size_t end = from;

	while (end < text.len && is(text.ptr[end], kind))
		end++;
	return end - from;
}

static size_t word_length(struct span text)
{
	return text.len && is(text.ptr[0], LETTER)
		       ? run_of(text, 0, LETTER | DIGIT)
		       : 0;
}

bool sieve_lex_is_word(struct span text)
{
	return text.len && word_length(text) == text.len;
}

static void bad(struct sieve_lex *lex, struct sieve_token *out,
		const char *what)
{
	(void)sieve_note_error(lex->notes, out->line, "%s", what);
	lex->rest = (struct span){ NULL, 0 };
	out->kind = SIEVE_TOKEN_BAD;
}

/* ---- white space ---- */

/* Of len bytes; NULL, or what is wrong with it. */
static const char *skip_comment(struct sieve_lex *lex, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		lex->line += lex->rest.ptr[i] == '\n';
		if (lex->rest.ptr[i] == '\0')
			return "a comment with a NUL in it";
	}
	skip(lex, len);
	return NULL;
}

static const char *skip_bracket_comment(struct sieve_lex *lex)
{
	struct span inside = span_from(lex->rest, 2);
	size_t end = span_find(inside, SPAN("*/"));

	if (end == inside.len)
		return "a comment without an end";
	return skip_comment(lex, end + 4);
}

static const char *skip_blank(struct sieve_lex *lex)
{
	const char *fault = NULL;

	while (!fault) {
		char c = at(lex, 0);

		if (c == '\n')
			lex->line++;
		if (is(c, BLANK))
			skip(lex, run_of(lex->rest, 0, BLANK));
		else if (c == '\n' || (c == '\r' && at(lex, 1) == '\n'))
			skip(lex, 1);
		else if (c == '#')
			fault = skip_comment(lex,
					     span_find_char(lex->rest, '\n'));
		else if (c == '/' && at(lex, 1) == '*')
			fault = skip_bracket_comment(lex);
		else
			break;
	}
	return fault;
}

/* ---- strings ---- */

/* Adds what has no escapes, with CRLF line ends. */
static void add_lines(struct buf *out, struct span text)
{
	while (text.len) {
		size_t end = span_find_char(text, '\n');
		struct span line = span_first(text, end);

		if (end == text.len) {
			buf_add(out, line);
			return;
		}
		if (line.len && line.ptr[line.len - 1] == '\r')
			line.len--;
		buf_add(out, line);
		buf_add(out, SPAN("\r\n"));
		text = span_from(text, end + 1);
	}
}

static struct span keep(struct sieve_lex *lex, struct buf *text)
{
	struct span kept = arena_dup(lex->notes->arena, buf_span(text));

	buf_release(text);
	return kept;
}

static struct span unescape(struct sieve_lex *lex, struct span raw)
{
	struct buf text;

	buf_init(&text, raw.len * 2);
	while (raw.len) {
		size_t end = span_find_char(raw, '\\');

		add_lines(&text, span_first(raw, end));
		raw = span_from(raw, end + 1);
		/* RFC 5228 2.4.2: any other escape is that character */
		if (raw.len && raw.ptr[0] != '\r' && raw.ptr[0] != '\n') {
			buf_add_char(&text, raw.ptr[0]);
			raw = span_from(raw, 1);
		}
	}
	return keep(lex, &text);
}

static void take_quoted(struct sieve_lex *lex, struct sieve_token *out)
{
	bool plain = true;
	size_t i;

	for (i = 1; i < lex->rest.len && lex->rest.ptr[i] != '"'; i++) {
		char c = lex->rest.ptr[i];

		if (!is(c, SPECIAL))
			continue;
		if (c == '\0')
			return bad(lex, out, "a string with a NUL in it");
		lex->line += c == '\n';
		plain &= c != '\\' && c != '\n';
		if (c == '\\' && i + 1 < lex->rest.len &&
		    at(lex, i + 1) != '\n' && at(lex, i + 1) != '\0')
			i++;
	}
	if (i >= lex->rest.len)
		return bad(lex, out, "a string without an end");
	out->kind = SIEVE_TOKEN_STRING;
	out->text = span_make(lex->rest.ptr + 1, i - 1);
	if (!plain)
		out->text = unescape(lex, out->text);
	skip(lex, i + 1);
}

/* Takes a line, without its end; false: it has none. */
static bool take_line(struct sieve_lex *lex, struct span *out)
{
	size_t end = span_find_char(lex->rest, '\n');

	*out = span_first(lex->rest, end);
	if (end == lex->rest.len)
		return false;
	if (out->len && out->ptr[out->len - 1] == '\r')
		out->len--;
	skip(lex, end + 1);
	lex->line++;
	return true;
}

/* Behind "text:". */
static void take_multi_line(struct sieve_lex *lex, struct sieve_token *out)
{
	struct span line;
	struct buf text;
	bool ended;

	while (at(lex, 0) == ' ' || at(lex, 0) == '\t')
		skip(lex, 1);
	if (!take_line(lex, &line) || (line.len && line.ptr[0] != '#'))
		return bad(lex, out, "text: has to be followed by a new line");
	buf_init(&text, lex->rest.len * 2);
	while ((ended = take_line(lex, &line)) && !span_eq(line, SPAN("."))) {
		/* RFC 5228 2.4.2: a dot is only dropped before another */
		if (span_starts(line, SPAN("..")))
			line = span_from(line, 1);
		buf_add(&text, line);
		buf_add(&text, SPAN("\r\n"));
	}
	/* The last line of a script may lack its line end. */
	ended |= span_eq(line, SPAN("."));
	out->kind = SIEVE_TOKEN_STRING;
	out->text = keep(lex, &text);
	if (!ended)
		return bad(lex, out, "text: without a line of one dot");
	if (span_eq(lex->rest, SPAN(".")))
		skip(lex, 1);
	if (span_find_char(out->text, '\0') < out->text.len)
		return bad(lex, out, "a string with a NUL in it");
}

/* ---- the rest ---- */

static unsigned quantifier(char c)
{
	switch (span_lower(c)) {
	case 'k':
		return 10;
	case 'm':
		return 20;
	case 'g':
		return 30;
	default:
		return 0;
	}
}

static void take_number(struct sieve_lex *lex, struct sieve_token *out)
{
	uint64_t number = 0;
	unsigned shift;
	size_t len = 0;

	for (; is(at(lex, len), DIGIT); len++)
		if (__builtin_mul_overflow(number, 10u, &number) ||
		    __builtin_add_overflow(
			    number, (unsigned)(at(lex, len) - '0'), &number))
			return bad(lex, out, "a number past 64 bits");
	shift = quantifier(at(lex, len));
	if (shift)
		len++;
	if (is(at(lex, len), LETTER | DIGIT))
		return bad(lex, out, "a number with letters behind it");
	if (number > UINT64_MAX >> shift)
		return bad(lex, out, "a number past 64 bits");
	out->kind = SIEVE_TOKEN_NUMBER;
	out->number = number << shift;
	skip(lex, len);
}

static void take_word(struct sieve_lex *lex, struct sieve_token *out)
{
	size_t len = word_length(lex->rest);

	out->kind = SIEVE_TOKEN_WORD;
	out->text = span_first(lex->rest, len);
	skip(lex, len);
	if (at(lex, 0) != ':' || !span_eq_nocase(out->text, SPAN("text")))
		return;
	skip(lex, 1);
	take_multi_line(lex, out);
}

static void take_tag(struct sieve_lex *lex, struct sieve_token *out)
{
	skip(lex, 1);
	out->kind = SIEVE_TOKEN_TAG;
	out->text = span_first(lex->rest, word_length(lex->rest));
	skip(lex, out->text.len);
	if (out->text.len == 0)
		bad(lex, out, "a colon without a name behind it");
}

void sieve_lex_next(struct sieve_lex *lex, struct sieve_token *out)
{
	const char *fault = skip_blank(lex);
	char c;

	*out = (struct sieve_token){ .line = lex->line };
	if (fault)
		return bad(lex, out, fault);
	if (lex->rest.len == 0)
		return;
	c = at(lex, 0);
	if (c == '"')
		return take_quoted(lex, out);
	if (c == ':')
		return take_tag(lex, out);
	if (is(c, DIGIT))
		return take_number(lex, out);
	if (is(c, LETTER))
		return take_word(lex, out);
	if (!is(c, MARK))
		return bad(lex, out, "a character that has no meaning here");
	out->kind = SIEVE_TOKEN_MARK;
	out->mark = c;
	skip(lex, 1);
}
