/* SPDX-License-Identifier: MIT */
/*
 * RFC 5235. The settings name the header that a checker has left, and what the
 * score counts up to; see doc/admin/sieve.md. Of several such headers the
 * topmost counts: those below may have come with the message.
 */
#include <stdio.h>
#include <stdlib.h>

#include "sieve/sieve_commands.h"
#include "sieve/sieve_fields.h"
#include "sieve/sieve_match.h"

enum {
	SLOT_PERCENT = SIEVE_SLOT_OWN,
	NUMBER_MAX = 32, /* characters */
	SPAM_STEPS = 10,
	VIRUS_STEPS = 5
};
static const double spam_max = 10; /* where no setting says it */

static const struct sieve_tag tags[] = {
	{ .name = "percent",
	  .extension = SIEVE_EXT_SPAMTESTPLUS,
	  .slot = SLOT_PERCENT },
	{ .name = NULL },
};

/* What a header says. */
struct score {
	bool is_known;
	bool has_max;
	double value, max;
};

/* ---- reading it ---- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Cuts a decimal number off *rest. */
static bool take_number(struct span *rest, double *out)
{
	char text[NUMBER_MAX + 1];
	size_t sign = rest->len && strchr("+-", rest->ptr[0]) ? 1 : 0;
	size_t len = sign;
	bool has_digit = false;

	while (len < rest->len && len < NUMBER_MAX &&
	       (is_digit(rest->ptr[len]) || rest->ptr[len] == '.')) {
		has_digit |= is_digit(rest->ptr[len]);
		len++;
	}
	if (!has_digit)
		return false;
	snprintf(text, sizeof(text), "%.*s", SPAN_ARG(span_first(*rest, len)));
	*out = strtod(text, NULL);
	*rest = span_from(*rest, len);
	return true;
}

static bool take_behind(struct span text, const char *word, double *out)
{
	size_t at = span_find(text, span_of(word));

	text = span_from(text, at + strlen(word));
	return take_number(&text, out);
}

/* "*****", "xxxxx": as many as there are. */
static bool count_stars(struct span text, double *out)
{
	size_t len = 0;

	while (len < text.len && text.ptr[len] == text.ptr[0])
		len++;
	*out = (double)len;
	return len && len == text.len && strchr("*+xXsS", text.ptr[0]);
}

/* "5.2", "5.2/10", "5.2 / 10", "Yes, score=7.4 required=5", "Spam; 7.4 / 15",
 * "True ; 7.4 / 5" and stars. */
static struct score read_score(struct span text)
{
	struct score s = { .is_known = true };
	struct span rest = text;

	if (take_behind(text, "score=", &s.value) ||
	    take_behind(text, "hits=", &s.value)) {
		s.has_max = take_behind(text, "required=", &s.max);
		return s;
	}
	s.is_known = take_number(&rest, &s.value);
	if (!s.is_known) {
		rest = span_trim(
			span_from(text, span_find_char(text, ';') + 1));
		s.is_known = take_number(&rest, &s.value);
	}
	if (!s.is_known)
		s.is_known = count_stars(text, &s.value);
	rest = span_trim(rest);
	if (rest.len && rest.ptr[0] == '/') {
		rest = span_trim(span_from(rest, 1));
		s.has_max = take_number(&rest, &s.max);
	}
	return s;
}

/* The text of the topmost field; ptr NULL: there is none. */
static bool find_field(struct sieve_run *run, const struct sieve_call *call,
		       struct span name, struct span *out)
{
	const struct sieve_strings names = { &name, 1 };
	struct sieve_cursor cursor;
	struct sieve_field *field;

	*out = (struct span){ NULL, 0 };
	if (name.len == 0)
		return true;
	if (!sieve_fields_begin(run, call, &names, &cursor))
		return false;
	field = sieve_fields_next(&cursor);
	return !field || (sieve_fields_text(run, field, out) &&
			  sieve_state_examine(run, out->len));
}

/* ---- what it comes to ---- */

/* The setting is a number, or the name of a header that has one. */
static bool find_max(struct sieve_run *run, const struct sieve_call *call,
		     double *out)
{
	struct span setting = run->settings->spam_max;
	struct span text = setting;

	*out = spam_max;
	if (setting.len == 0 || take_number(&text, out))
		return true;
	if (!find_field(run, call, setting, &text))
		return false;
	if (text.len && !take_number(&text, out))
		*out = spam_max;
	return true;
}

/* 0: clean; 1: it is spam. */
static double share_of(const struct score *s)
{
	double share = s->max > 0 ? s->value / s->max : 1;

	return share < 0 ? 0 : share > 1 ? 1 : share;
}

static bool match_result(struct sieve_run *run, const struct sieve_call *call,
			 bool is_known, unsigned result)
{
	struct sieve_match match;
	char digits[16];
	struct span value;

	snprintf(digits, sizeof(digits), "%u", result);
	if (!sieve_match_begin(run, call, SIEVE_SLOT_A, &match) ||
	    !sieve_state_keep(run, span_of(digits), &value))
		return false;
	/* RFC 5235 3.1: :count tells whether there was a check */
	if ((is_known || match.type != SIEVE_MATCH_COUNT) &&
	    !sieve_match_value(&match, value))
		return false;
	return sieve_match_end(&match);
}

static bool run_spamtest(struct sieve_run *run, const struct sieve_call *call)
{
	struct score s = { .is_known = false };
	struct span text;
	unsigned result = 0;

	if (!find_field(run, call, run->settings->spam_header, &text))
		return false;
	if (text.ptr)
		s = read_score(text);
	if (s.is_known && !s.has_max && !find_max(run, call, &s.max))
		return false;
	if (s.is_known && sieve_command_has(call, SLOT_PERCENT))
		result = (unsigned)(share_of(&s) * 100 + 0.5);
	else if (s.is_known)
		result = 1 + (unsigned)(share_of(&s) * (SPAM_STEPS - 1) + 0.5);
	return match_result(run, call, s.is_known, result);
}

/* The header's number is the result; words that checkers leave are, too. */
static unsigned read_virus(struct span text)
{
	static const struct {
		const char *word;
		unsigned result;
	} words[] = {
		{ "clean", 1 },    { "no", 1 },       { "replaced", 2 },
		{ "cured", 3 },    { "possible", 4 }, { "suspected", 4 },
		{ "infected", 5 }, { "yes", 5 },      { "virus", 5 },
	};
	double number;

	if (take_number(&text, &number))
		return number >= 1 && number <= VIRUS_STEPS ? (unsigned)number
							    : 0;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (span_starts_nocase(text, span_of(words[i].word)))
			return words[i].result;
	return 0;
}

static bool run_virustest(struct sieve_run *run, const struct sieve_call *call)
{
	unsigned result = 0;
	struct span text;

	if (!find_field(run, call, run->settings->virus_header, &text))
		return false;
	if (text.ptr)
		result = read_virus(text);
	return match_result(run, call, result > 0, result);
}

const struct sieve_command sieve_spamtest_commands[] = {
	{ .name = "spamtest",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_SPAMTEST,
	  .or_extension = SIEVE_EXT_SPAMTESTPLUS,
	  .tags = { sieve_tags_match, tags },
	  .params = { { "value", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_spamtest },
	{ .name = "virustest",
	  .kind = SIEVE_TEST,
	  .extension = SIEVE_EXT_VIRUSTEST,
	  .tags = { sieve_tags_match },
	  .params = { { "value", SIEVE_STRING, SIEVE_REQUIRED } },
	  .run = run_virustest },
	{ .name = NULL },
};
