/* SPDX-License-Identifier: MIT */
/*
 * Tokens are gathered until '<', ':', ',' or ';' says what they were. While
 * they come, `words` keeps all of them as a phrase, `mailbox` the last run of
 * words joined by dots, and `host` what follows an '@', so that nothing is
 * read twice whatever they turn out to be: a phrase, a group's name or a bare
 * address, perhaps with a phrase before it that lacks its '<'.
 */
#include "mime/mime_address.h"

#include <string.h>

#include "mime/mime_header.h"
#include "mime/mime_word.h"

/* What gather has seen besides the buffers. */
struct gathered {
	bool at;
	bool host_ended;
	char last;     /* last byte; '"' behind a quoted string */
	size_t before; /* bytes of `words` before the run in `mailbox` */
};

void mime_address_init(struct mime_address_parser *parser, struct span value)
{
	*parser = (struct mime_address_parser){ .rest = value };
	buf_init(&parser->words, value.len * 2 + 1);
	buf_init(&parser->comment, value.len);
	buf_init(&parser->route, value.len);
	buf_init(&parser->mailbox, value.len);
	buf_init(&parser->host, value.len);
}

void mime_address_release(struct mime_address_parser *parser)
{
	buf_release(&parser->words);
	buf_release(&parser->comment);
	buf_release(&parser->route);
	buf_release(&parser->mailbox);
	buf_release(&parser->host);
}

static char peek(const struct mime_address_parser *p)
{
	return p->rest.len ? p->rest.ptr[0] : '\0';
}

static void advance(struct mime_address_parser *p, size_t n)
{
	p->rest = span_from(p->rest, n);
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

/* One byte of quoted text; a quoted pair gives its second, a fold a space. */
static void take_escaped(struct mime_address_parser *p, struct buf *out)
{
	if (peek(p) == '\\' && p->rest.len > 1)
		advance(p, 1);
	if (!is_one_of(peek(p), "\r\n")) {
		buf_add(out, span_first(p->rest, 1));
		advance(p, 1);
		return;
	}
	mime_header_fold_space(out, 0);
	while (is_one_of(peek(p), " \t\r\n"))
		advance(p, 1);
}

static void take_comment(struct mime_address_parser *p)
{
	size_t depth = 1;

	buf_reset(&p->comment);
	advance(p, 1);
	while (p->rest.len) {
		if (peek(p) == '(')
			depth++;
		else if (peek(p) == ')' && --depth == 0)
			break;
		take_escaped(p, &p->comment);
	}
	advance(p, 1);
}

/* Past white space and comments; was there any? */
static bool skip_blank(struct mime_address_parser *p)
{
	size_t before = p->rest.len;

	for (;;) {
		if (is_one_of(peek(p), " \t\r\n"))
			advance(p, 1);
		else if (peek(p) == '(')
			take_comment(p);
		else
			return p->rest.len < before;
	}
}

static void take_quoted(struct mime_address_parser *p, struct buf *out)
{
	advance(p, 1);
	while (p->rest.len && peek(p) != '"')
		take_escaped(p, out);
	advance(p, 1);
}

/* At least one byte, up to what ends an atom; an encoded word whole, though
 * broken writers leave specials in it. */
static void take_atom(struct mime_address_parser *p, struct buf *out)
{
	const char *ends =
		p->in_group ? " \t\r\n(),;<>@\"" : " \t\r\n(),;<>@\":";
	size_t len = mime_word_length(p->rest);

	if (len == 0)
		len = 1;
	while (len < p->rest.len && !is_one_of(p->rest.ptr[len], ends))
		len++;
	buf_add(out, span_first(p->rest, len));
	advance(p, len);
}

static void take_domain_literal(struct mime_address_parser *p, struct buf *out)
{
	size_t len = 1;

	while (len < p->rest.len && !is_one_of(p->rest.ptr[len], "]\r\n,;<>"))
		len++;
	if (len < p->rest.len && p->rest.ptr[len] == ']')
		len++;
	buf_add(out, span_first(p->rest, len));
	advance(p, len);
}

/* RFC 5322 4.4: white space may stand around the dots and the '@'. */
static bool joins(const struct gathered *g, char next, bool blank)
{
	return !blank || is_one_of(g->last, ".@") || is_one_of(next, ".@");
}

static void take_at(struct mime_address_parser *p, struct gathered *g)
{
	if (g->at)
		g->host_ended = true;
	g->at = true;
	g->last = '@';
	buf_add_char(&p->words, '@');
	advance(p, 1);
}

static void take_word(struct mime_address_parser *p, struct gathered *g,
		      bool blank)
{
	bool joined = joins(g, peek(p), blank);
	size_t before = p->words.len;
	size_t start;
	struct span word;

	if (blank && p->words.len)
		buf_add_char(&p->words, ' ');
	start = p->words.len;
	g->last = peek(p);
	if (peek(p) == '"')
		take_quoted(p, &p->words);
	else if (peek(p) == '[' && g->at && p->host.len == 0)
		take_domain_literal(p, &p->words);
	else
		take_atom(p, &p->words);
	word = span_from(buf_span(&p->words), start);
	if (g->last != '"' && word.len)
		g->last = word.ptr[word.len - 1];
	if (g->at) {
		g->host_ended |= !joined;
		if (!g->host_ended)
			buf_add(&p->host, word);
		return;
	}
	if (!joined) {
		buf_reset(&p->mailbox);
		g->before = before;
	}
	buf_add(&p->mailbox, word);
}

/* Words up to one of "<:,;" (returned, not taken) or the end (0). */
static char gather(struct mime_address_parser *p, struct gathered *g)
{
	const char *ends = p->in_group ? "<,;" : "<,;:";

	*g = (struct gathered){ 0 };
	for (;;) {
		bool blank = skip_blank(p);

		if (p->rest.len == 0)
			return '\0';
		if (is_one_of(peek(p), ends))
			return peek(p);
		if (peek(p) == '@')
			take_at(p, g);
		else if (peek(p) == '>') /* its '<' is missing */
			advance(p, 1);
		else
			take_word(p, g, blank);
	}
}

static void take_angle_words(struct mime_address_parser *p, struct buf *out,
			     const char *ends)
{
	for (;;) {
		skip_blank(p);
		if (p->rest.len == 0 || is_one_of(peek(p), ends))
			return;
		if (peek(p) == '"')
			take_quoted(p, out);
		else if (peek(p) == '[')
			take_domain_literal(p, out);
		else
			take_atom(p, out);
	}
}

/* "@a,@b:" of RFC 5322 4.4, without the colon. What has no colon was an
 * address without a local part. */
static bool take_route(struct mime_address_parser *p)
{
	while (p->rest.len && !is_one_of(peek(p), ":>;<")) {
		if (skip_blank(p))
			continue;
		buf_add(&p->route, span_first(p->rest, 1));
		advance(p, 1);
	}
	if (peek(p) == ':') {
		advance(p, 1);
		return true;
	}
	buf_add(&p->host, span_from(buf_span(&p->route), 1));
	buf_reset(&p->route);
	return false;
}

static void skip_to_separator(struct mime_address_parser *p)
{
	for (;;) {
		skip_blank(p);
		if (p->rest.len == 0 || is_one_of(peek(p), ",;"))
			return;
		advance(p, 1);
	}
}

static void take_angle(struct mime_address_parser *p)
{
	buf_reset(&p->mailbox);
	buf_reset(&p->host);
	advance(p, 1);
	skip_blank(p);
	if (peek(p) != '@' || take_route(p)) {
		take_angle_words(p, &p->mailbox, "@>,;<");
		if (peek(p) == '@') {
			advance(p, 1);
			take_angle_words(p, &p->host, "@>,;<");
		}
	}
	skip_to_separator(p);
}

static struct span or_null(struct span text)
{
	return text.len ? text : (struct span){ NULL, 0 };
}

static void fill(const struct mime_address_parser *p, struct span name,
		 struct mime_address *out)
{
	if (name.len == 0)
		name = span_trim(buf_span(&p->comment));
	*out = (struct mime_address){
		.kind = MIME_ADDRESS_MAILBOX,
		.name = or_null(name),
		.route = or_null(buf_span(&p->route)),
		.mailbox = or_null(buf_span(&p->mailbox)),
		.host = or_null(buf_span(&p->host)),
	};
}

static void reset(struct mime_address_parser *p)
{
	buf_reset(&p->words);
	buf_reset(&p->comment);
	buf_reset(&p->route);
	buf_reset(&p->mailbox);
	buf_reset(&p->host);
}

static void take_address(struct mime_address_parser *p,
			 struct mime_address *out)
{
	struct gathered g;
	char end = gather(p, &g);
	struct span words = buf_span(&p->words);

	if (end == ':') {
		advance(p, 1);
		p->in_group = true;
		*out = (struct mime_address){ .kind = MIME_ADDRESS_GROUP_START,
					      .name = words };
		return;
	}
	if (end == '<') {
		take_angle(p);
		fill(p, words, out);
		return;
	}
	if (!g.at && g.before) /* words, but no address */
		buf_reset(&p->mailbox);
	else
		words.len = g.before;
	fill(p, words, out);
}

static bool end_group(struct mime_address_parser *p, struct mime_address *out)
{
	if (!p->in_group)
		return false;
	p->in_group = false;
	*out = (struct mime_address){ .kind = MIME_ADDRESS_GROUP_END };
	return true;
}

bool mime_address_next(struct mime_address_parser *parser,
		       struct mime_address *out)
{
	reset(parser);
	for (;;) {
		skip_blank(parser);
		if (parser->rest.len == 0)
			return end_group(parser, out);
		if (peek(parser) == ';' && parser->in_group) {
			advance(parser, 1);
			return end_group(parser, out);
		}
		if (!is_one_of(peek(parser), ",;"))
			break;
		advance(parser, 1);
		reset(parser);
	}
	take_address(parser, out);
	return true;
}

static void add_address_text(struct buf *out, const struct mime_address *a)
{
	if (a->name.ptr) {
		mime_word_decode(out, a->name);
		buf_add_char(out, ' ');
	}
	buf_add_char(out, '<');
	buf_add(out, a->mailbox);
	if (a->host.ptr) {
		buf_add_char(out, '@');
		buf_add(out, a->host);
	}
	buf_add_char(out, '>');
}

void mime_address_text(struct buf *out, struct span value)
{
	struct mime_address_parser parser;
	struct mime_address address;
	bool first = true;

	mime_address_init(&parser, value);
	while (mime_address_next(&parser, &address)) {
		if (address.kind != MIME_ADDRESS_MAILBOX)
			continue;
		if (!first)
			buf_add_str(out, ", ");
		first = false;
		add_address_text(out, &address);
	}
	mime_address_release(&parser);
}
