/* SPDX-License-Identifier: MIT */
/*
 * OAUTHBEARER: GS2 header, ^A, then key=value pairs each with ^A behind, and
 * one more ^A. XOAUTH2: the same without the header, with the key user.
 */
#include "auth/auth_bearer.h"

static const char separator = '\1';

/* RFC 6750 2.1: "Bearer" SP 1*( ALPHA / DIGIT / "-._~+/" ) *"=" */
static bool read_token(struct span value, struct span *out)
{
	if (!span_starts_nocase(value, SPAN("Bearer ")))
		return false;
	value = span_from(value, 7);
	while (span_starts(value, SPAN(" ")))
		value = span_from(value, 1);
	for (size_t i = 0; i < value.len; i++)
		if (value.ptr[i] < 0x21 || value.ptr[i] > 0x7e)
			return false;
	*out = value;
	return value.len > 0;
}

static bool read_pair(struct span pair, struct auth_bearer *out)
{
	if (span_starts_nocase(pair, SPAN("auth=")))
		return !out->token.len &&
		       read_token(span_from(pair, 5), &out->token);
	if (!out->user.len && span_starts_nocase(pair, SPAN("user=")))
		out->user = span_from(pair, 5);
	return span_find_char(pair, '=') < pair.len; /* host=, port= */
}

static bool read_pairs(struct span pairs, struct auth_bearer *out)
{
	struct span pair;

	while (span_cut(&pairs, separator, &pair) && pair.len)
		if (!read_pair(pair, out))
			return false;
	/* The empty pair was the end, if its separator is there. */
	return pairs.ptr && !pairs.len && out->token.len > 0;
}

bool auth_bearer_read(struct span message, struct auth_bearer *out)
{
	struct span header, flag, user;

	*out = (struct auth_bearer){ .user = SPAN("") };
	if (!span_cut(&message, separator, &header) || !message.ptr ||
	    !span_cut(&header, ',', &flag) || !span_cut(&header, ',', &user) ||
	    !header.ptr || header.len)
		return false;
	/* RFC 7628 3.1: there is no channel binding. */
	if (!span_eq(flag, SPAN("n")) && !span_eq(flag, SPAN("y")))
		return false;
	if (user.len && (!span_starts(user, SPAN("a=")) || user.len == 2))
		return false;
	if (!read_pairs(message, out))
		return false;
	out->user = span_from(user, 2);
	return true;
}

bool auth_bearer_read_x(struct span message, struct auth_bearer *out)
{
	*out = (struct auth_bearer){ .user = SPAN("") };
	return read_pairs(message, out) && out->user.len > 0;
}
