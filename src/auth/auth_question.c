/* SPDX-License-Identifier: MIT */
#include "auth/auth_question.h"

#include <stdio.h>

#include "account/account_wire.h"
#include "base/auto.h"
#include "base/num.h"

static bool parse_kind(struct span word, enum auth_question_kind *out)
{
	static const struct {
		const char *word;
		enum auth_question_kind kind;
	} words[] = {
		{ "VERSION", AUTH_QUESTION_VERSION },
		{ "USER", AUTH_QUESTION_USER },
		{ "PASS", AUTH_QUESTION_PASS },
		{ "LIST", AUTH_QUESTION_LIST },
		{ "LIMITS", AUTH_QUESTION_LIMITS },
		{ "CACHE-FLUSH", AUTH_QUESTION_CACHE_FLUSH },
		{ "CACHE-STATUS", AUTH_QUESTION_CACHE_STATUS },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (span_eq(word, span_of(words[i].word))) {
			*out = words[i].kind;
			return true;
		}
	}
	return false;
}

/* Text that does not fit or has a NUL is left empty: nobody's name. */
static void keep(struct span escaped, char *out, size_t size)
{
	auto_buf struct buf text;

	buf_init(&text, size - 1);
	account_wire_unescape(&text, escaped);
	if (!text.full && span_find_char(buf_span(&text), '\0') == text.len)
		snprintf(out, size, "%s", buf_str(&text));
}

static void keep_parameters(struct span line, struct auth_question *out)
{
	struct span value;

	if (account_wire_value(line, SPAN("service"), &value))
		keep(value, out->service, sizeof(out->service));
	if (account_wire_value(line, SPAN("lip"), &value))
		keep(value, out->local_ip, sizeof(out->local_ip));
	if (account_wire_value(line, SPAN("rip"), &value))
		keep(value, out->remote_ip, sizeof(out->remote_ip));
}

static bool take_limits(struct span line, struct auth_question *out)
{
	struct span bytes, messages, grant;

	if (!account_wire_value(line, SPAN("grant"), &grant) ||
	    !account_wire_value(line, SPAN("quota_bytes"), &bytes) ||
	    !account_wire_value(line, SPAN("quota_messages"), &messages))
		return false;
	keep(grant, out->grant, sizeof(out->grant));
	return num_parse_u64(bytes, 0, UINT64_MAX, &out->limits.bytes) &&
	       num_parse_u32(messages, 0, UINT32_MAX, &out->limits.messages);
}

bool auth_question_parse(struct span line, struct auth_question *out,
			 struct err *err)
{
	struct span word, id, user = { NULL, 0 };

	*out = (struct auth_question){ .id = 0 };
	if (!account_wire_field(&line, &word) || !parse_kind(word, &out->kind))
		return err_set(err, ERR_SYNTAX, "unknown question");
	if (!account_wire_field(&line, &id) ||
	    !num_parse_u32(id, 0, UINT32_MAX, &out->id))
		return err_set(err, ERR_SYNTAX, "question without a number");
	if (out->kind == AUTH_QUESTION_VERSION && out->id != 1)
		return err_set(err, ERR_SYNTAX, "unknown version");
	if (out->kind == AUTH_QUESTION_VERSION ||
	    out->kind == AUTH_QUESTION_LIST ||
	    out->kind == AUTH_QUESTION_CACHE_STATUS)
		return true;
	if (account_wire_field(&line, &user))
		keep(user, out->user, sizeof(out->user));
	else if (out->kind != AUTH_QUESTION_CACHE_FLUSH)
		return err_set(err, ERR_SYNTAX, "question without a name");
	if (out->kind == AUTH_QUESTION_CACHE_FLUSH && user.len && !out->user[0])
		return err_set(err, ERR_SYNTAX, "impossible name");
	keep_parameters(line, out);
	if (out->kind == AUTH_QUESTION_LIMITS && !take_limits(line, out))
		return err_set(err, ERR_SYNTAX, "limits without a number");
	return true;
}
