/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_parse.h"

#include "base/check.h"
#include "base/num.h"

static const char *const verb_names[LMTP_VERBS] = {
	[LMTP_LHLO] = "LHLO",       [LMTP_MAIL] = "MAIL",
	[LMTP_RCPT] = "RCPT",       [LMTP_DATA] = "DATA",
	[LMTP_RSET] = "RSET",       [LMTP_NOOP] = "NOOP",
	[LMTP_QUIT] = "QUIT",       [LMTP_VRFY] = "VRFY",
	[LMTP_BDAT] = "BDAT",       [LMTP_STARTTLS] = "STARTTLS",
	[LMTP_XCLIENT] = "XCLIENT", [LMTP_XFORWARD] = "XFORWARD",
	[LMTP_XAPOP] = "XAPOP",
};

static struct span skip_spaces(struct span s)
{
	while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = span_from(s, 1);
	return s;
}

static bool is_control(char c)
{
	return (unsigned char)c < 32 || c == 127;
}

/* Length of "<…>" at the front of s with its brackets, or 0. A bracket inside
 * a quoted local part does not count (RFC 5321 4.1.2). */
static size_t path_length(struct span s)
{
	bool quoted = false, escaped = false;

	if (!s.len || s.ptr[0] != '<')
		return 0;
	for (size_t i = 1; i < s.len; i++) {
		char c = s.ptr[i];

		if (is_control(c))
			return 0;
		if (escaped)
			escaped = false;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted && c == '\\')
			escaped = true;
		else if (!quoted && c == '<')
			return 0;
		else if (!quoted && c == '>')
			return i + 1;
	}
	return 0;
}

/* RFC 5321 4.1.1.3: a source route is to be ignored. */
static struct span without_route(struct span path)
{
	size_t colon = span_find_char(path, ':');

	if (path.len && path.ptr[0] == '@' && colon < path.len)
		return span_from(path, colon + 1);
	return path;
}

/* "FROM:<path>" or "TO:<path>"; leaves the parameters. */
static bool take_path(struct span *rest, struct span keyword,
		      struct span *out_path)
{
	size_t len;

	if (!span_starts_nocase(*rest, keyword))
		return false;
	*rest = skip_spaces(span_from(*rest, keyword.len));
	len = path_length(*rest);
	if (len < 2 || len > LMTP_PATH_MAX + 2)
		return false;
	*out_path = without_route(span_make(rest->ptr + 1, len - 2));
	*rest = span_from(*rest, len);
	return !rest->len || rest->ptr[0] == ' ' || rest->ptr[0] == '\t';
}

typedef bool take_param(struct span value, struct lmtp_command *out);

static bool take_size(struct span value, struct lmtp_command *out)
{
	return num_parse_u64(value, 0, UINT64_MAX, &out->size);
}

static bool take_body(struct span value, struct lmtp_command *out)
{
	out->binary = span_eq_nocase(value, SPAN("BINARYMIME"));
	return out->binary || span_eq_nocase(value, SPAN("7BIT")) ||
	       span_eq_nocase(value, SPAN("8BITMIME"));
}

static bool take_utf8(struct span value, struct lmtp_command *out)
{
	out->utf8 = true;
	return !value.len;
}

static bool take_mailbox(struct span value, struct lmtp_command *out)
{
	out->mailbox = value;
	return true;
}

static bool take_final(struct span value, struct lmtp_command *out)
{
	out->final = value;
	return true;
}

static bool take_origin(struct span value, struct lmtp_command *out)
{
	out->origin = value;
	return true;
}

/* RFC 3461 4.5: once. */
static bool take_once(struct span value, struct span *out)
{
	bool first = !out->len;

	*out = value;
	return first && value.len > 0;
}

/* RFC 3461 4.2, RFC 6533 3; an address of another kind is of no use to us. */
static bool take_orcpt(struct span value, struct lmtp_command *out)
{
	size_t semicolon = span_find_char(value, ';');
	struct span type = span_first(value, semicolon);

	if (!take_once(value, &out->orcpt_full))
		return false;
	if (span_eq_nocase(type, SPAN("rfc822")) ||
	    span_eq_nocase(type, SPAN("utf-8")))
		out->orcpt = span_from(value, semicolon + 1);
	return true;
}

static bool take_notify(struct span value, struct lmtp_command *out)
{
	return take_once(value, &out->notify);
}

static bool take_ret(struct span value, struct lmtp_command *out)
{
	return take_once(value, &out->ret);
}

static bool take_envid(struct span value, struct lmtp_command *out)
{
	return take_once(value, &out->envid);
}

static bool take_by(struct span value, struct lmtp_command *out)
{
	return take_once(value, &out->by);
}

static bool take_reject(struct span value, struct lmtp_command *out)
{
	out->reject = true;
	return !value.len;
}

static bool take_nothing(struct span value, struct lmtp_command *out)
{
	(void)value;
	(void)out;
	return true;
}

/* What we do not announce but some client may send all the same is ignored: RFC
 * 4954 (AUTH), RFC 8689 (REQUIRETLS). */
static const struct param {
	enum lmtp_verb verb;
	const char *name;
	take_param *take;
} params[] = {
	{ LMTP_MAIL, "SIZE", take_size },
	{ LMTP_MAIL, "BODY", take_body },
	{ LMTP_MAIL, "SMTPUTF8", take_utf8 },
	{ LMTP_MAIL, "AUTH", take_nothing },
	{ LMTP_MAIL, "RET", take_ret },
	{ LMTP_MAIL, "ENVID", take_envid },
	{ LMTP_MAIL, "BY", take_by },
	{ LMTP_MAIL, "REQUIRETLS", take_nothing },
	{ LMTP_RCPT, "XMAILBOX", take_mailbox },
	{ LMTP_RCPT, "XFINAL", take_final },
	{ LMTP_RCPT, "XORIG", take_origin },
	{ LMTP_RCPT, "XREJECT", take_reject },
	{ LMTP_RCPT, "ORCPT", take_orcpt },
	{ LMTP_RCPT, "NOTIFY", take_notify },
};

static enum lmtp_parsed one_param(struct span word, struct lmtp_command *out)
{
	size_t equals = span_find_char(word, '=');
	struct span name = span_first(word, equals);
	struct span value = span_from(word, equals + 1);

	for (size_t i = 0; i < ARRAY_LEN(params); i++)
		if (params[i].verb == out->verb &&
		    span_eq_nocase(span_of(params[i].name), name))
			return params[i].take(value, out)
				       ? LMTP_PARSED_OK
				       : LMTP_PARSED_ARGUMENT;
	return LMTP_PARSED_PARAM;
}

static enum lmtp_parsed take_params(struct span rest, struct lmtp_command *out)
{
	struct span word;

	while (span_cut(&rest, ' ', &word)) {
		enum lmtp_parsed parsed;

		word = span_trim(word);
		if (!word.len)
			continue;
		parsed = one_param(word, out);
		if (parsed != LMTP_PARSED_OK)
			return parsed;
	}
	return LMTP_PARSED_OK;
}

static bool is_host_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_control(s.ptr[i]) || s.ptr[i] == ' ')
			return false;
	return s.len > 0 && s.len <= 255;
}

/* RFC 3030 2: "size" or "size LAST". */
static bool take_chunk(struct span rest, struct lmtp_command *out)
{
	size_t space = span_find_char(rest, ' ');
	struct span last = span_trim(span_from(rest, space));

	out->last = span_eq_nocase(last, SPAN("LAST"));
	return num_parse_u64(span_first(rest, space), 0, INT64_MAX,
			     &out->chunk) &&
	       (out->last || !last.len);
}

static enum lmtp_parsed take_argument(struct lmtp_command *out)
{
	struct span rest = out->argument;

	switch (out->verb) {
	case LMTP_LHLO:
		return is_host_name(rest) ? LMTP_PARSED_OK
					  : LMTP_PARSED_ARGUMENT;
	case LMTP_MAIL:
		if (!take_path(&rest, SPAN("FROM:"), &out->path))
			return LMTP_PARSED_PATH;
		return take_params(rest, out);
	case LMTP_RCPT:
		if (!take_path(&rest, SPAN("TO:"), &out->path) ||
		    !out->path.len)
			return LMTP_PARSED_PATH;
		return take_params(rest, out);
	case LMTP_BDAT:
		return take_chunk(rest, out) ? LMTP_PARSED_OK
					     : LMTP_PARSED_ARGUMENT;
	case LMTP_DATA:
	case LMTP_RSET:
	case LMTP_QUIT:
	case LMTP_STARTTLS:
		return rest.len ? LMTP_PARSED_ARGUMENT : LMTP_PARSED_OK;
	case LMTP_NOOP:
	case LMTP_VRFY:
	case LMTP_XCLIENT:
	case LMTP_XFORWARD:
	case LMTP_XAPOP:
	case LMTP_VERBS:
		break;
	}
	return LMTP_PARSED_OK;
}

enum lmtp_parsed lmtp_parse(struct span line, struct lmtp_command *out)
{
	struct span text = span_trim(line);
	struct span word = span_first(text, span_find_char(text, ' '));
	unsigned verb = 0;

	*out = (struct lmtp_command){ .verb = LMTP_VERBS };
	while (verb < LMTP_VERBS &&
	       !span_eq_nocase(word, span_of(verb_names[verb])))
		verb++;
	if (verb == LMTP_VERBS)
		return LMTP_PARSED_UNKNOWN;
	out->verb = (enum lmtp_verb)verb;
	out->argument = skip_spaces(span_from(text, word.len));
	return take_argument(out);
}

/* The quoted local part at the front of *path, resolved; false if open. */
static bool take_quoted(struct span *path, struct buf *out)
{
	for (size_t i = 1; i < path->len; i++) {
		char c = path->ptr[i];

		if (c == '"') {
			*path = span_from(*path, i + 1);
			return true;
		}
		if (c == '\\' && ++i < path->len)
			c = path->ptr[i];
		buf_add_char(out, c);
	}
	return false;
}

bool lmtp_parse_plain(struct span path, struct buf *out)
{
	buf_reset(out);
	if (path.len && path.ptr[0] == '"') {
		if (!take_quoted(&path, out) ||
		    (path.len && path.ptr[0] != '@'))
			return false;
	}
	if (span_find_char(path, '"') < path.len)
		return false;
	buf_add(out, path);
	return !out->full && out->len > 0;
}
