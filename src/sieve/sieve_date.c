/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_date.h"

#include <time.h>

#include "base/check.h"
#include "base/num.h"
#include "mime/mime_header.h"

enum {
	MJD_OF_1970 = 40587, /* modified Julian day */
	DAY = 86400
};

struct moment {
	int64_t utc;
	int32_t zone;
	struct tm local;
};

typedef void write_part(struct buf *out, const struct moment *m);

static void write_year(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%04d", m->local.tm_year + 1900);
}

static void write_month(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%02d", m->local.tm_mon + 1);
}

static void write_day(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%02d", m->local.tm_mday);
}

static void write_date(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%04d-%02d-%02d", m->local.tm_year + 1900,
		       m->local.tm_mon + 1, m->local.tm_mday);
}

static void write_julian(struct buf *out, const struct moment *m)
{
	int64_t local = m->utc + m->zone * INT64_C(60);
	int64_t day = local / DAY - (local % DAY < 0);

	buf_add_format(out, "%lld", (long long)(day + MJD_OF_1970));
}

static void write_hour(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%02d", m->local.tm_hour);
}

static void write_minute(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%02d", m->local.tm_min);
}

static void write_second(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%02d", m->local.tm_sec);
}

static void write_time(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%02d:%02d:%02d", m->local.tm_hour, m->local.tm_min,
		       m->local.tm_sec);
}

static void write_offset(struct buf *out, int32_t zone, const char *between)
{
	int32_t minutes = zone < 0 ? -zone : zone;

	buf_add_format(out, "%c%02d%s%02d", zone < 0 ? '-' : '+', minutes / 60,
		       between, minutes % 60);
}

static void write_iso8601(struct buf *out, const struct moment *m)
{
	write_date(out, m);
	buf_add_char(out, 'T');
	write_time(out, m);
	if (m->zone)
		write_offset(out, m->zone, ":");
	else
		buf_add_char(out, 'Z');
}

static void write_std11(struct buf *out, const struct moment *m)
{
	mime_date_write(out, m->utc, m->zone);
}

static void write_zone(struct buf *out, const struct moment *m)
{
	write_offset(out, m->zone, "");
}

static void write_weekday(struct buf *out, const struct moment *m)
{
	buf_add_format(out, "%d", m->local.tm_wday);
}

static const struct part {
	const char *name;
	write_part *write;
} parts[] = {
	{ "year", write_year },       { "month", write_month },
	{ "day", write_day },         { "date", write_date },
	{ "julian", write_julian },   { "hour", write_hour },
	{ "minute", write_minute },   { "second", write_second },
	{ "time", write_time },       { "iso8601", write_iso8601 },
	{ "std11", write_std11 },     { "zone", write_zone },
	{ "weekday", write_weekday },
};

static const struct part *find_part(struct span name)
{
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (span_eq_nocase(name, span_of(parts[i].name)))
			return &parts[i];
	}
	return NULL;
}

bool sieve_date_has_part(struct span part)
{
	return find_part(part) != NULL;
}

void sieve_date_write(struct buf *out, struct span part, int64_t utc,
		      int32_t zone)
{
	struct moment m = { .utc = utc, .zone = zone };
	time_t local = (time_t)(utc + zone * INT64_C(60));
	const struct part *found = find_part(part);

	if (found && gmtime_r(&local, &m.local))
		found->write(out, &m);
}

bool sieve_date_parse_zone(struct span text, int32_t *out)
{
	uint32_t hours, minutes;

	if (text.len != 5 || (text.ptr[0] != '+' && text.ptr[0] != '-') ||
	    !num_parse_u32(span_first(span_from(text, 1), 2), 0, 99, &hours) ||
	    !num_parse_u32(span_from(text, 3), 0, 59, &minutes))
		return false;
	*out = (int32_t)(hours * 60 + minutes);
	if (text.ptr[0] == '-')
		*out = -*out;
	return true;
}

bool sieve_date_of_field(struct span value, int64_t *out_utc, int32_t *out_zone)
{
	const char *semicolon =
		value.len ? memrchr(value.ptr, ';', value.len) : NULL;

	if (semicolon)
		value = span_from(value, (size_t)(semicolon - value.ptr) + 1);
	return mime_date_parse(value, out_utc, out_zone);
}
