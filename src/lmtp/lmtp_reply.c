/* SPDX-License-Identifier: MIT */
#include "lmtp/lmtp_reply.h"

#include <errno.h>
#include <stdio.h>

#include "base/check.h"

static const struct row {
	enum lmtp_stage stage;
	enum err_kind kind;
	const char *code;
	const char *enhanced;
} rows[] = {
	{ LMTP_STAGE_RCPT, ERR_NOTFOUND, "550", "5.1.1" },
	{ LMTP_STAGE_RCPT, ERR_DISABLED, "550", "5.2.1" },
	{ LMTP_STAGE_RCPT, ERR_DENIED, "550", "5.7.1" },
	{ LMTP_STAGE_RCPT, ERR_QUOTA, "552", "5.2.2" },
	{ LMTP_STAGE_RCPT, ERR_LIMIT, "552", "5.2.3" },
	{ LMTP_STAGE_DATA, ERR_LIMIT, "552", "5.3.4" },
	{ LMTP_STAGE_DATA, ERR_STATE, "554", "5.4.6" },
	{ LMTP_STAGE_STORE, ERR_STATE, "554", "5.4.6" },
	{ LMTP_STAGE_STORE, ERR_QUOTA, "552", "5.2.2" },
	{ LMTP_STAGE_STORE, ERR_LIMIT, "552", "5.2.3" },
	{ LMTP_STAGE_STORE, ERR_DENIED, "550", "5.7.1" },
	{ LMTP_STAGE_TIME, ERR_DENIED, "550", "5.4.7" },
};

static void set(struct lmtp_reply *out, const char *code, const char *enhanced)
{
	snprintf(out->code, sizeof(out->code), "%s", code);
	snprintf(out->enhanced, sizeof(out->enhanced), "%s", enhanced);
}

static void set_codes(struct lmtp_reply *out, const struct config *config,
		      enum lmtp_stage stage, const struct err *err)
{
	if (err->kind == ERR_QUOTA && config->quota_full_tempfail) {
		set(out, "452", "4.2.2");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		if (rows[i].stage != stage || rows[i].kind != err->kind)
			continue;
		set(out, rows[i].code, rows[i].enhanced);
		return;
	}
	if (err->os == ENOSPC || err->os == EDQUOT)
		set(out, "452", "4.3.1");
	else
		set(out, "451", "4.3.0");
}

static bool is_digits(struct span text, size_t min, size_t max)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
	return text.len >= min && text.len <= max;
}

/* "5.2.1" of the class that the code has (RFC 2034 4). */
static bool is_enhanced(struct span text, char class)
{
	struct span part;

	return text.len && text.ptr[0] == class &&
	       span_cut(&text, '.', &part) && is_digits(part, 1, 1) &&
	       span_cut(&text, '.', &part) && is_digits(part, 1, 2) &&
	       is_digits(text, 1, 2);
}

static struct span take_word(struct span *rest)
{
	struct span word = span_first(*rest, span_find_char(*rest, ' '));

	*rest = span_trim(span_from(*rest, word.len));
	return word;
}

/* The setting is also an action of access(5); one that is no refusal by number
 * leaves ours. */
static void set_own(struct lmtp_reply *out, struct span own)
{
	struct span code = take_word(&own);
	char class = code.len ? code.ptr[0] : ' ';
	struct span rest = own;
	struct span enhanced = take_word(&rest);

	if (!is_digits(code, 3, 3) || (class != '4' && class != '5'))
		return;
	snprintf(out->code, sizeof(out->code), "%.*s", SPAN_ARG(code));
	snprintf(out->enhanced, sizeof(out->enhanced), "%c.2.1", class);
	if (is_enhanced(enhanced, class)) {
		snprintf(out->enhanced, sizeof(out->enhanced), "%.*s",
			 SPAN_ARG(enhanced));
		own = rest;
	}
	snprintf(out->text, sizeof(out->text), "%.*s", SPAN_ARG(own));
}

static void make_safe(char *text)
{
	for (; *text; text++)
		if (*text < 32 || *text > 126)
			*text = '?';
}

struct lmtp_reply lmtp_reply_for(const struct config *config,
				 enum lmtp_stage stage, const struct err *err)
{
	struct lmtp_reply out;

	snprintf(out.text, sizeof(out.text), "%s", err->text);
	set_codes(&out, config, stage, err);
	if (err->kind == ERR_DISABLED)
		set_own(&out, span_of(config->reply_disabled));
	make_safe(out.text);
	return out;
}
