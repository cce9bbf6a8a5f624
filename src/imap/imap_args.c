/* SPDX-License-Identifier: MIT */
#include "imap/imap_args.h"

#include <time.h>

#include "base/auto.h"
#include "base/num.h"
#include "base/utf8.h"
#include "imap/imap_pattern.h"

enum {
	DAY_SECONDS = 86400,
	MAILBOX_MAX = 4096
};

/* RFC 6855 3, RFC 9051 5.1: Net-Unicode without controls, U+2028, U+2029. */
static bool is_name(struct span text)
{
	uint32_t code;

	while (text.len) {
		if (!utf8_take(&text, &code) || code < 0x20 ||
		    (code >= 0x7f && code < 0xa0) || code == 0x2028 ||
		    code == 0x2029)
			return false;
	}
	return true;
}

static bool decode_name(const struct imap_session *session, struct span wire,
			struct buf *out)
{
	if (!(session->enabled & IMAP_ENABLED_ANY_UTF8))
		return utf8_from_mutf7(out, wire);
	buf_add(out, wire);
	return is_name(wire);
}

bool imap_args_mailbox(struct imap_session *session, struct span *rest,
		       struct span *out)
{
	struct span at = *rest;
	struct span wire;

	if (!wire_imap_take_space(&at) ||
	    !wire_imap_take_astring(&at, &session->arena, &wire) ||
	    !imap_args_name(session, wire, out))
		return false;
	*rest = at;
	return true;
}

bool imap_args_name(struct imap_session *session, struct span wire,
		    struct span *out)
{
	auto_buf struct buf name;

	buf_init(&name, MAILBOX_MAX);
	if (!decode_name(session, wire, &name) || name.full)
		return false;
	imap_pattern_upper_inbox(name.ptr, name.len);
	*out = arena_dup(&session->arena, buf_span(&name));
	return true;
}

void imap_args_add_mailbox(const struct imap_session *session, struct buf *out,
			   struct span name)
{
	auto_buf struct buf wire;

	buf_init(&wire, MAILBOX_MAX);
	if (session->enabled & IMAP_ENABLED_ANY_UTF8)
		wire_imap_add_utf8_astring(out, name);
	else if (utf8_to_mutf7(&wire, name))
		wire_imap_add_astring(out, buf_span(&wire));
	else
		wire_imap_add_astring(out, SPAN("?"));
}

static bool month_of(struct span text, int *out)
{
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

	for (int i = 0; i < 12; i++) {
		if (!span_eq_nocase(text, span_make(months + 3 * i, 3)))
			continue;
		*out = i;
		return true;
	}
	return false;
}

/* Exactly `digits` of them, within min..max. */
static bool take_digits(struct span *rest, size_t digits, uint32_t min,
			uint32_t max, int *out)
{
	uint32_t n;

	if (rest->len < digits ||
	    !num_parse_u32(span_first(*rest, digits), min, max, &n))
		return false;
	*out = (int)n;
	*rest = span_from(*rest, digits);
	return true;
}

/* "1-Jan-2026", "01-Jan-2026", " 1-Jan-2026" */
static bool take_day(struct span *rest, struct tm *out)
{
	bool short_day =
		wire_imap_take_space(rest) || span_find_char(*rest, '-') == 1;

	return take_digits(rest, short_day ? 1 : 2, 1, 31, &out->tm_mday) &&
	       wire_imap_take_char(rest, '-') &&
	       month_of(span_first(*rest, 3), &out->tm_mon) &&
	       (*rest = span_from(*rest, 3), wire_imap_take_char(rest, '-')) &&
	       take_digits(rest, 4, 0, 9999, &out->tm_year);
}

/* false for days that the calendar does not have. */
static bool seconds_of(struct tm *tm, int64_t *out)
{
	int day = tm->tm_mday;

	tm->tm_year -= 1900;
	*out = (int64_t)timegm(tm);
	return tm->tm_mday == day;
}

bool imap_args_date(struct span *rest, struct arena *arena, int64_t *out_day)
{
	struct tm tm = { 0 };
	struct span at = *rest;
	struct span text;
	int64_t seconds;

	if (!wire_imap_take_astring(&at, arena, &text) ||
	    !take_day(&text, &tm) || text.len || !seconds_of(&tm, &seconds))
		return false;
	*out_day = seconds / DAY_SECONDS - (seconds % DAY_SECONDS < 0);
	*rest = at;
	return true;
}

static bool take_time(struct span *rest, struct tm *out)
{
	return take_digits(rest, 2, 0, 23, &out->tm_hour) &&
	       wire_imap_take_char(rest, ':') &&
	       take_digits(rest, 2, 0, 59, &out->tm_min) &&
	       wire_imap_take_char(rest, ':') &&
	       take_digits(rest, 2, 0, 60, &out->tm_sec);
}

/* "+0900" → seconds east of UTC */
static bool take_zone(struct span *rest, int64_t *out)
{
	bool west = wire_imap_take_char(rest, '-');
	int hours;
	int minutes;

	if ((!west && !wire_imap_take_char(rest, '+')) ||
	    !take_digits(rest, 2, 0, 99, &hours) ||
	    !take_digits(rest, 2, 0, 59, &minutes))
		return false;
	*out = (west ? -60 : 60) * (hours * 60 + minutes);
	return true;
}

bool imap_args_date_time(struct span *rest, struct arena *arena,
			 int64_t *out_seconds)
{
	struct tm tm = { 0 };
	struct span at = *rest;
	struct span text;
	int64_t zone;

	if (!wire_imap_take_string(&at, arena, &text) ||
	    !take_day(&text, &tm) || !wire_imap_take_space(&text) ||
	    !take_time(&text, &tm) || !wire_imap_take_space(&text) ||
	    !take_zone(&text, &zone) || text.len ||
	    !seconds_of(&tm, out_seconds))
		return false;
	*out_seconds -= zone;
	*rest = at;
	return true;
}
