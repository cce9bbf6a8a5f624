/* SPDX-License-Identifier: MIT */
#include "account/account_access.h"

static const struct {
	const char *name;
	uint32_t bit;
} services[] = {
	{ "imap", ACCOUNT_IMAP },   { "pop3", ACCOUNT_POP3 },
	{ "smtp", ACCOUNT_SMTP },   { "submission", ACCOUNT_SMTP },
	{ "sieve", ACCOUNT_SIEVE }, { "managesieve", ACCOUNT_SIEVE },
	{ "lmtp", ACCOUNT_LMTP },   { "lda", ACCOUNT_LMTP },
};

enum {
	ALL_SERVICES = ACCOUNT_IMAP | ACCOUNT_POP3 | ACCOUNT_SMTP |
		       ACCOUNT_SIEVE | ACCOUNT_LMTP
};

uint32_t account_access_service(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(services); i++)
		if (span_eq_nocase(name, span_of(services[i].name)))
			return services[i].bit;
	return 0;
}

static bool is_separator(char c)
{
	return c == ',' || c == ' ' || c == '\t';
}

static bool next_word(struct span *rest, struct span *out)
{
	size_t at = 0;

	while (at < rest->len && is_separator(rest->ptr[at]))
		at++;
	*rest = span_from(*rest, at);
	at = 0;
	while (at < rest->len && !is_separator(rest->ptr[at]))
		at++;
	*out = span_first(*rest, at);
	*rest = span_from(*rest, at);
	return at > 0;
}

bool account_access_services(struct span text, uint32_t *out_closed)
{
	uint32_t open = 0, closed = 0;
	struct span word;

	*out_closed = 0;
	if (span_eq_nocase(span_trim(text), SPAN("none"))) {
		*out_closed = ALL_SERVICES;
		return true;
	}
	if (span_eq_nocase(span_trim(text), SPAN("all")))
		return true;
	while (next_word(&text, &word)) {
		bool minus = span_starts(word, SPAN("-"));
		uint32_t bit = account_access_service(span_from(word, minus));

		if (!bit)
			return false;
		if (minus)
			closed |= bit;
		else
			open |= bit;
	}
	if (open && closed)
		return false;
	*out_closed = open ? ALL_SERVICES & ~open : closed;
	return true;
}
