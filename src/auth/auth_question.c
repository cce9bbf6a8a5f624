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
		{ "LIST", AUTH_QUESTION_LIST },
	};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (span_eq(word, span_of(words[i].word))) {
			*out = words[i].kind;
			return true;
		}
	}
	return false;
}

/* A name that does not fit or has a NUL is nobody's: left empty. */
static void keep_user(struct span escaped, char *out, size_t size)
{
	auto_buf struct buf text;

	buf_init(&text, size - 1);
	account_wire_unescape(&text, escaped);
	if (!text.full && span_find_char(buf_span(&text), '\0') == text.len)
		snprintf(out, size, "%s", buf_str(&text));
}

bool auth_question_parse(struct span line, struct auth_question *out,
			 struct err *err)
{
	struct span word, id, user;

	*out = (struct auth_question){ .id = 0 };
	if (!account_wire_field(&line, &word) || !parse_kind(word, &out->kind))
		return err_set(err, ERR_SYNTAX, "unknown question");
	if (!account_wire_field(&line, &id) ||
	    !num_parse_u32(id, 0, UINT32_MAX, &out->id))
		return err_set(err, ERR_SYNTAX, "question without a number");
	if (out->kind == AUTH_QUESTION_VERSION && out->id != 1)
		return err_set(err, ERR_SYNTAX, "unknown version");
	if (out->kind != AUTH_QUESTION_USER)
		return true;
	if (!account_wire_field(&line, &user))
		return err_set(err, ERR_SYNTAX, "USER without a name");
	keep_user(user, out->user, sizeof(out->user));
	return true;
}
