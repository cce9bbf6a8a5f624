/* SPDX-License-Identifier: MIT */
/*
 * Tokens between comments and white space are taken one by one; RFC 5322 4.3
 * lets them stand anywhere. Days are counted in the proleptic Gregorian
 * calendar, by eras of 400 years that begin in March.
 */
#include "mime/mime_header.h"

#include "base/check.h"
#include "base/num.h"

enum {
	DAY = 86400,
	ERA_DAYS = 146097
};

static const char months[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
				    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
static const char weekdays[7][4] = { "Sun", "Mon", "Tue", "Wed",
				     "Thu", "Fri", "Sat" };

static int64_t days_from_date(int64_t year, int64_t month, int64_t day)
{
	int64_t era, year_of_era, day_of_year;

	year -= month <= 2;
	era = (year >= 0 ? year : year - 399) / 400;
	year_of_era = year - era * 400;
	day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 -
	       year_of_era / 100 + day_of_year - 719468;
}

static bool is_leap(uint64_t year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static uint64_t month_days(uint64_t year, uint64_t month)
{
	static const uint8_t days[12] = { 31, 28, 31, 30, 31, 30,
					  31, 31, 30, 31, 30, 31 };

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Past white space and comments; an open comment runs to the end. */
static void skip_blank(struct span *s)
{
	size_t depth = 0;
	size_t at = 0;

	for (; at < s->len; at++) {
		char c = s->ptr[at];

		if (c == '(')
			depth++;
		else if (c == ')' && depth)
			depth--;
		else if (c == '\\' && depth)
			at++;
		else if (!depth && c != ' ' && c != '\t' && c != '\r' &&
			 c != '\n')
			break;
	}
	*s = span_from(*s, at);
}

static bool take_char(struct span *s, char c)
{
	skip_blank(s);
	if (s->len == 0 || s->ptr[0] != c)
		return false;
	*s = span_from(*s, 1);
	return true;
}

static struct span take_word(struct span *s)
{
	struct span word;

	skip_blank(s);
	word = *s;
	word.len = 0;
	while (word.len < s->len) {
		char c = span_lower(s->ptr[word.len]);

		if (c < 'a' || c > 'z')
			break;
		word.len++;
	}
	*s = span_from(*s, word.len);
	return word;
}

/* A number of 1 to max_digits digits, no more. */
static bool take_number(struct span *s, size_t max_digits, uint64_t *out,
			size_t *out_digits)
{
	size_t before;

	skip_blank(s);
	before = s->len;
	if (!num_take_u64(s, 999999999, out))
		return false;
	*out_digits = before - s->len;
	return *out_digits <= max_digits;
}

static bool month_of(struct span word, uint64_t *out)
{
	for (uint64_t i = 0; i < ARRAY_LEN(months); i++) {
		if (span_starts_nocase(word, span_of(months[i]))) {
			*out = i + 1;
			return true;
		}
	}
	return false;
}

/* RFC 5322 4.3: years of two and three digits. */
static uint64_t whole_year(uint64_t year, size_t digits)
{
	if (digits == 2)
		return year + (year < 50 ? 2000 : 1900);
	if (digits == 3)
		return year + 1900;
	return year;
}

static bool take_day(struct span *s, int64_t *out_days)
{
	uint64_t day, month, year;
	size_t digits;

	take_word(s); /* the day of the week, which may be wrong */
	take_char(s, '.');
	take_char(s, ',');
	if (!take_number(s, 2, &day, &digits))
		return false;
	take_char(s, '-');
	if (!month_of(take_word(s), &month))
		return false;
	take_char(s, '-');
	if (!take_number(s, 4, &year, &digits) || digits < 2)
		return false;
	year = whole_year(year, digits);
	if (day == 0 || day > month_days(year, month))
		return false;
	*out_days = days_from_date((int64_t)year, (int64_t)month, (int64_t)day);
	return true;
}

static bool take_time(struct span *s, int64_t *out_seconds)
{
	uint64_t hour, minute, second = 0;
	size_t digits;

	if (!take_number(s, 2, &hour, &digits) || !take_char(s, ':') ||
	    !take_number(s, 2, &minute, &digits))
		return false;
	if (take_char(s, ':') && !take_number(s, 2, &second, &digits))
		return false;
	if (hour > 23 || minute > 59 || second > 60)
		return false;
	/* A leap second does not make it the next day: SENTON asks for the one
	 * that is written there. */
	if (second == 60)
		second = 59;
	*out_seconds = (int64_t)(hour * 3600 + minute * 60 + second);
	return true;
}

/* RFC 5322 4.3: the North American names; UT, the military letters and all
 * other names say nothing sure and count as -0000. */
static int32_t named_zone(struct span name)
{
	static const struct {
		const char *name;
		int32_t hours;
	} zones[] = {
		{ "EST", -5 }, { "EDT", -4 }, { "CST", -6 }, { "CDT", -5 },
		{ "MST", -7 }, { "MDT", -6 }, { "PST", -8 }, { "PDT", -7 },
	};

	for (size_t i = 0; i < ARRAY_LEN(zones); i++)
		if (span_eq_nocase(name, span_of(zones[i].name)))
			return zones[i].hours * 60;
	return 0;
}

static int32_t take_zone(struct span *s)
{
	bool east = take_char(s, '+');
	bool west = !east && take_char(s, '-');
	uint64_t zone;
	size_t digits;
	int32_t minutes;

	if (!east && !west)
		return named_zone(take_word(s));
	if (!take_number(s, 4, &zone, &digits) || digits != 4 ||
	    zone % 100 > 59)
		return 0;
	minutes = (int32_t)(zone / 100 * 60 + zone % 100);
	return east ? minutes : -minutes;
}

bool mime_date_parse(struct span text, int64_t *out_utc, int32_t *out_zone)
{
	int64_t days;
	int64_t seconds = 0;

	if (!take_day(&text, &days))
		return false;
	*out_zone = take_time(&text, &seconds) ? take_zone(&text) : 0;
	*out_utc = days * DAY + seconds - (int64_t)*out_zone * 60;
	return true;
}

void mime_date_write(struct buf *out, int64_t utc, int32_t zone)
{
	int64_t local = utc + (int64_t)zone * 60;
	int64_t days = local / DAY - (local % DAY < 0);
	int64_t seconds = local - days * DAY;
	int64_t march = days + 719468;
	int64_t era = (march >= 0 ? march : march - ERA_DAYS + 1) / ERA_DAYS;
	int64_t day_of_era = march - era * ERA_DAYS;
	int64_t year_of_era = (day_of_era - day_of_era / 1460 +
			       day_of_era / 36524 - day_of_era / 146096) /
			      365;
	int64_t day_of_year =
		day_of_era -
		(365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	int64_t from_march = (5 * day_of_year + 2) / 153;
	int64_t day = day_of_year - (153 * from_march + 2) / 5 + 1;
	int64_t month = from_march + (from_march < 10 ? 3 : -9);
	int64_t year = year_of_era + era * 400 + (month <= 2);
	int32_t east = zone < 0 ? -zone : zone;

	buf_add_format(out, "%s, %02d %s %04lld %02d:%02d:%02d %c%02d%02d",
		       weekdays[((days + 4) % 7 + 7) % 7], (int)day,
		       months[month - 1], (long long)year,
		       (int)(seconds / 3600), (int)(seconds / 60 % 60),
		       (int)(seconds % 60), zone < 0 ? '-' : '+', east / 60,
		       east % 60);
}
