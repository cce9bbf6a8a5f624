/* SPDX-License-Identifier: MIT */
/*
 * RFC 3461 5.2.7: to a single address what is asked for goes on whole, and no
 * notice is sent here. To several, or where a copy stays, it goes on without
 * SUCCESS, and success is told here.
 */
#include "deliver/deliver_dsn.h"

#include "base/auto.h"

enum {
	ORCPT_CAP = SUBMIT_ENVELOPE_ORCPT_MAX,
	BY_MAX = 999999999 /* RFC 2852 4: nine digits */
};

bool deliver_dsn_is_notify(struct span text)
{
	return submit_envelope_is_notify(text);
}

bool deliver_dsn_is_orcpt(struct span text)
{
	return submit_envelope_is_orcpt(text);
}

bool deliver_dsn_is_ret(struct span text)
{
	return submit_envelope_is_ret(text);
}

bool deliver_dsn_is_envid(struct span text)
{
	return submit_envelope_is_envid(text);
}

bool deliver_dsn_parse_by(struct span text, struct deliver_dsn *out)
{
	char mode;
	bool trace;

	if (!submit_envelope_parse_by(text, &out->by_time, &mode, &trace))
		return false;
	out->by_mode = span_from(text, span_find_char(text, ';') + 1);
	return true;
}

static bool has_word(struct span notify, struct span wanted)
{
	struct span word;

	while (notify.len && span_cut(&notify, ',', &word))
		if (span_eq_nocase(word, wanted))
			return true;
	return false;
}

static bool has_success(struct span notify)
{
	return has_word(notify, SPAN("SUCCESS"));
}

const char *deliver_dsn_told(const struct deliver_dsn *dsn,
			     enum deliver_dsn_report report)
{
	if (!has_success(dsn->notify))
		return NULL;
	switch (report) {
	case DELIVER_DSN_DELIVERED:
		return "delivered";
	case DELIVER_DSN_RELAYED:
		return "relayed";
	case DELIVER_DSN_PASSED_ON:
	case DELIVER_DSN_REFUSED:
		break;
	}
	return NULL;
}

bool deliver_dsn_passes_success(const struct deliver_dsn_way *way)
{
	return way->is_alone && way->is_same_sender && !way->notify.len &&
	       has_success(way->dsn->notify);
}

/* Who asked for nothing but success wants nothing else: NEVER. */
static struct span without_success(struct span notify, struct arena *arena)
{
	auto_buf struct buf rest;
	struct span word;

	buf_init(&rest, notify.len + 1);
	while (notify.len && span_cut(&notify, ',', &word)) {
		if (span_eq_nocase(word, SPAN("SUCCESS")))
			continue;
		if (rest.len)
			buf_add_char(&rest, ',');
		buf_add(&rest, word);
	}
	return rest.len ? arena_dup(arena, buf_span(&rest)) : SPAN("NEVER");
}

/* RFC 3461 4.2; an address that is not ASCII: RFC 6533 3 has another type. */
static struct span make_orcpt(struct span address, struct arena *arena)
{
	auto_buf struct buf text;

	buf_init(&text, ORCPT_CAP);
	buf_add_str(&text, "rfc822;");
	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.ptr[i];

		if (c > 126)
			return SPAN("");
		if (c <= ' ' || c == '+' || c == '=')
			buf_add_format(&text, "+%02X", c);
		else
			buf_add_char(&text, (char)c);
	}
	return text.full ? SPAN("") : arena_dup(arena, buf_span(&text));
}

static struct span notify_of(const struct deliver_dsn_way *way,
			     struct arena *arena)
{
	if (way->notify.len)
		return way->notify;
	if (!way->is_same_sender || !way->dsn->notify.len)
		return SPAN("");
	return way->is_alone ? way->dsn->notify
			     : without_success(way->dsn->notify, arena);
}

static bool returns(const struct deliver_dsn_way *way)
{
	return way->by_mode.len && span_lower(way->by_mode.ptr[0]) == 'r';
}

/* RFC 2852 4.1.4.2: an MTA that knows no times shall tell of delays. */
static struct span with_delay(struct span notify, struct arena *arena)
{
	if (!notify.len)
		return SPAN("FAILURE,DELAY");
	if (has_word(notify, SPAN("NEVER")) || has_word(notify, SPAN("DELAY")))
		return notify;
	return span_of(arena_printf(arena, "%.*s,DELAY", SPAN_ARG(notify)));
}

static struct span orcpt_of(const struct deliver_dsn_way *way,
			    struct span address, struct arena *arena)
{
	if (way->hides_origin)
		return SPAN("");
	if (!way->is_same_sender)
		return make_orcpt(address, arena);
	return way->dsn->orcpt.len ? way->dsn->orcpt
				   : make_orcpt(way->from, arena);
}

/* RFC 2852 4: what was to be returned can't go on when its time is over. */
static bool add_time(const struct deliver_dsn_way *way, struct arena *arena,
		     struct submit_envelope *envelope)
{
	int64_t seconds = way->by_seconds;
	auto_buf struct buf text = { 0 };

	if (seconds == INT64_MIN)
		return true;
	if (returns(way) && seconds <= 0)
		return false;
	if (seconds > BY_MAX)
		seconds = BY_MAX;
	if (seconds < -BY_MAX)
		seconds = -BY_MAX;
	buf_init(&text, 32);
	buf_add_format(&text, "%lld;%s%s", (long long)seconds,
		       returns(way) ? "R" : "N", way->by_trace ? "T" : "");
	envelope->by = arena_dup(arena, buf_span(&text));
	return true;
}

bool deliver_dsn_pass_on(const struct deliver_dsn_way *way, struct arena *arena,
			 struct submit_envelope *envelope,
			 struct submit_recipient *to)
{
	/* Of what happens to mail of the null sender nobody is told. */
	if (!envelope->sender.len)
		return add_time(way, arena, envelope);
	to->notify = notify_of(way, arena);
	if (way->by_seconds != INT64_MIN && !returns(way))
		to->notify = with_delay(to->notify, arena);
	envelope->ret = way->ret.len          ? way->ret
			: way->is_same_sender ? way->dsn->ret
					      : SPAN("");
	if (way->is_same_sender)
		envelope->envid = way->dsn->envid;
	/* Whom nobody asked for notices gets an envelope without all that. */
	if (to->notify.len)
		to->orcpt = orcpt_of(way, to->address, arena);
	return add_time(way, arena, envelope);
}
