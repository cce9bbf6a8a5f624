/* SPDX-License-Identifier: MIT */
#include "config/config_access.h"

#include <stdio.h>

#include "base/check.h"
#include "base/network.h"
#include "base/num.h"

static bool keep(struct span text, char *out, size_t size)
{
	snprintf(out, size, "%.*s", SPAN_ARG(text));
	return text.len < size && span_find_char(text, '\0') == text.len;
}

static bool is_host(struct span text, bool bracketed)
{
	bool six = span_find_char(text, ':') < text.len;
	struct network unused;

	if (span_eq(text, SPAN("*")))
		return !bracketed;
	return six == bracketed && span_find_char(text, '/') == text.len &&
	       network_parse(text, &unused);
}

static bool parse_address(struct span text, struct config_address *out)
{
	bool bracketed = span_starts(text, SPAN("["));
	struct span host = text;
	size_t end;

	if (bracketed)
		host = span_from(text, 1);
	end = span_find_char(host, bracketed ? ']' : ':');
	text = span_from(host, end + bracketed);
	host = span_first(host, end);
	return span_starts(text, SPAN(":")) &&
	       num_parse_u32(span_from(text, 1), 1, 65535, &out->port) &&
	       is_host(host, bracketed) &&
	       keep(host, out->host, sizeof(out->host));
}

bool config_access_addresses(struct span text, struct config_addresses *out)
{
	struct span piece;

	out->count = 0;
	while (span_cut(&text, ',', &piece)) {
		piece = span_trim(piece);
		if (!piece.len)
			continue;
		if (out->count == CONFIG_ADDRESSES_MAX ||
		    !parse_address(piece, &out->item[out->count++]))
			return false;
	}
	return true;
}

static bool parse_mode(struct span text, uint32_t *out)
{
	*out = 0;
	if (text.len < 3 || text.len > 4)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '7')
			return false;
		*out = *out * 8 + (uint32_t)(text.ptr[i] - '0');
	}
	return *out <= 0777;
}

bool config_access_parse(struct span text, struct config_access *out)
{
	struct span user, group;

	*out = (struct config_access){ .mode = 0 };
	return span_cut(&text, ':', &user) && span_cut(&text, ':', &group) &&
	       text.ptr && keep(user, out->user, sizeof(out->user)) &&
	       keep(group, out->group, sizeof(out->group)) &&
	       parse_mode(text, &out->mode);
}

/* Goes out as it is, in one line. */
static bool is_line(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] < ' ' || text.ptr[i] == 127)
			return false;
	return text.len > 0;
}

/* As account_expand takes it. */
static bool is_template(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '%' &&
		    (++i == text.len || !strchr("und%", text.ptr[i])))
			return false;
	return true;
}

const char *config_access_check(const char *unit, const char *value)
{
	struct span name = span_of(unit);
	struct span text = span_of(value);
	struct config_addresses addresses;
	struct config_access access;

	if (span_eq(name, SPAN("addresses")) &&
	    !config_access_addresses(text, &addresses))
		return "must be addresses with ports, as "
		       "127.0.0.1:12345, [::1]:12345";
	if (span_eq(name, SPAN("networks")) && !network_list_is_valid(text))
		return "must be networks, as 127.0.0.0/8, 2001:db8::/32";
	if (span_eq(name, SPAN("user:group:mode")) &&
	    !config_access_parse(text, &access))
		return "must be user, group and mode, as root:postfix:0660";
	if (span_eq(name, SPAN("user template")) && !is_template(text))
		return "must be a user with %u, %n, %d or %% in it";
	if (span_eq(name, SPAN("reply")) && !is_line(text))
		return "must be one line";
	return NULL;
}
