/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_client.h"

#include <stdio.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/num.h"
#include "base/xtext.h"
#include "lmtp/lmtp_line.h"
#include "lmtp/lmtp_parse.h"

typedef bool take_value(struct span value, struct lmtp_client *out);

static bool keep(struct span value, char out[LMTP_CLIENT_TEXT])
{
	if (value.len >= LMTP_CLIENT_TEXT)
		return false;
	snprintf(out, LMTP_CLIENT_TEXT, "%.*s", SPAN_ARG(value));
	return true;
}

static bool take_name(struct span value, struct lmtp_client *out)
{
	return keep(value, out->name);
}

static bool take_addr(struct span value, struct lmtp_client *out)
{
	struct network address;

	out->addr[0] = '\0';
	if (!value.len)
		return true;
	if (span_starts_nocase(value, SPAN("IPV6:")))
		value = span_from(value, 5);
	if (!network_parse(value, &address) || address.bits != 128)
		return false;
	network_text(&address, out->addr);
	return true;
}

static bool take_port(struct span value, struct lmtp_client *out)
{
	uint32_t port;

	(void)out;
	return !value.len || num_parse_u32(value, 0, 65535, &port);
}

static bool take_helo(struct span value, struct lmtp_client *out)
{
	return keep(value, out->helo);
}

static bool take_ident(struct span value, struct lmtp_client *out)
{
	return keep(value, out->ident);
}

/* Nothing that we log or act by. */
static bool take_word(struct span value, struct lmtp_client *out)
{
	(void)out;
	return value.len < LMTP_CLIENT_TEXT;
}

static const struct attribute {
	const char *name;
	take_value *take;
	bool forwarded_only;
} attributes[] = {
	{ "NAME", take_name, false },  { "ADDR", take_addr, false },
	{ "PORT", take_port, false },  { "PROTO", take_word, false },
	{ "HELO", take_helo, false },  { "IDENT", take_ident, true },
	{ "SOURCE", take_word, true },
};

const char *lmtp_client_attributes(enum lmtp_client_command command)
{
	return command == LMTP_CLIENT_XCLIENT
		       ? "NAME ADDR PORT PROTO HELO"
		       : "NAME ADDR PORT PROTO HELO IDENT SOURCE";
}

static const struct attribute *find(enum lmtp_client_command command,
				    struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(attributes); i++)
		if (span_eq_nocase(name, span_of(attributes[i].name)) &&
		    (command == LMTP_CLIENT_XFORWARD ||
		     !attributes[i].forwarded_only))
			return &attributes[i];
	return NULL;
}

static bool read_one(enum lmtp_client_command command, struct span word,
		     struct lmtp_client *out)
{
	size_t equals = span_find_char(word, '=');
	const struct attribute *a = find(command, span_first(word, equals));
	auto_buf struct buf value;

	buf_init(&value, LMTP_LINE_MAX);
	if (!a || equals == word.len ||
	    !xtext_decode(span_from(word, equals + 1), &value))
		return false;
	if (span_eq_nocase(buf_span(&value), SPAN("[UNAVAILABLE]")) ||
	    span_eq_nocase(buf_span(&value), SPAN("[TEMPUNAVAIL]")))
		buf_reset(&value);
	return a->take(buf_span(&value), out);
}

static bool is_told(const struct lmtp_client *client)
{
	return client->addr[0] || client->name[0];
}

struct span lmtp_client_address(const struct lmtp_client *forwarded,
				const struct lmtp_client *client,
				const char *peer)
{
	if (is_told(forwarded))
		return span_of(forwarded->addr);
	return span_of(is_told(client) ? client->addr : peer);
}

struct span lmtp_client_name(const struct lmtp_client *forwarded,
			     const struct lmtp_client *client)
{
	return span_of(is_told(forwarded) ? forwarded->name : client->name);
}

bool lmtp_client_read(enum lmtp_client_command command, struct span arguments,
		      struct lmtp_client *io)
{
	struct lmtp_client client = *io;
	unsigned count = 0;
	struct span word;

	while (span_cut(&arguments, ' ', &word)) {
		if (!word.len)
			continue;
		if (!read_one(command, word, &client))
			return false;
		count++;
	}
	if (!count)
		return false;
	*io = client;
	return true;
}
