/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_reply.h"

#include <errno.h>

#include "base/check.h"

static const struct row {
	enum lmtp_stage stage;
	enum err_kind kind;
	struct lmtp_reply reply;
} rows[] = {
	{ LMTP_STAGE_RCPT, ERR_NOTFOUND, { "550", "5.1.1" } },
	{ LMTP_STAGE_RCPT, ERR_DISABLED, { "550", "5.2.1" } },
	{ LMTP_STAGE_RCPT, ERR_DENIED, { "550", "5.7.1" } },
	{ LMTP_STAGE_RCPT, ERR_QUOTA, { "552", "5.2.2" } },
	{ LMTP_STAGE_RCPT, ERR_LIMIT, { "552", "5.2.3" } },
	{ LMTP_STAGE_DATA, ERR_LIMIT, { "552", "5.3.4" } },
	{ LMTP_STAGE_DATA, ERR_STATE, { "554", "5.4.6" } },
	{ LMTP_STAGE_STORE, ERR_STATE, { "554", "5.4.6" } },
	{ LMTP_STAGE_STORE, ERR_QUOTA, { "552", "5.2.2" } },
	{ LMTP_STAGE_STORE, ERR_LIMIT, { "552", "5.2.3" } },
	{ LMTP_STAGE_STORE, ERR_DENIED, { "550", "5.7.1" } },
};

struct lmtp_reply lmtp_reply_for(enum lmtp_stage stage, const struct err *err)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].stage == stage && rows[i].kind == err->kind)
			return rows[i].reply;
	if (err->os == ENOSPC || err->os == EDQUOT)
		return (struct lmtp_reply){ "452", "4.3.1" };
	return (struct lmtp_reply){ "451", "4.3.0" };
}

struct lmtp_reply_text lmtp_reply_text_of(const struct err *err)
{
	struct lmtp_reply_text out;
	size_t at = 0;

	for (; err->text[at] && at < sizeof(out.text) - 1; at++) {
		unsigned char c = (unsigned char)err->text[at];

		out.text[at] = c >= 32 && c < 127 ? (char)c : '?';
	}
	out.text[at] = '\0';
	return out;
}
