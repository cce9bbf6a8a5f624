/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "base/check.h"
#include "base/x.h"

enum {
	PATTERN_BYTES = 4096,
	CODE_BYTES = 64 * 1024,
	PARENTHESES = 50,
	/* Of one look at one text: about 10 ms. */
	MATCH_STEPS = 200000,
	MATCH_DEPTH = 20000,
	MATCH_KIB = 4096,
	FIXED_BYTES = 1024 /* of match state, about */
};

struct sieve_regex {
	pcre2_code *code;
	pcre2_match_context *limits;
	pcre2_match_data *data;
};

static bool set_pcre(struct err *err, enum err_kind kind, int code, size_t at)
{
	PCRE2_UCHAR text[120];

	if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
		text[0] = '\0';
	return err_set(err, kind, "Regular expression, byte %zu: %s", at + 1,
		       (const char *)text);
}

/* POSIX leaves "(?" and "(*" undefined; to PCRE2 they are a language. */
static bool check_groups(struct span pattern, struct err *err)
{
	bool in_brackets = false;

	for (size_t i = 0; i + 1 < pattern.len; i++) {
		char c = pattern.ptr[i];
		char next = pattern.ptr[i + 1];

		if (c == '\\')
			i++;
		else if (in_brackets && c == ']')
			in_brackets = false;
		else if (!in_brackets && c == '[')
			in_brackets = true;
		else if (!in_brackets && c == '(' &&
			 (next == '?' || next == '*'))
			return err_set(err, ERR_SYNTAX,
				       "Regular expression, byte %zu: nothing "
				       "to repeat",
				       i + 2);
	}
	return true;
}

static bool compile(struct span pattern, uint32_t options,
		    pcre2_compile_context *limits, pcre2_code **out,
		    struct err *err)
{
	int code;
	size_t at, size;

	*out = pcre2_compile((PCRE2_SPTR)pattern.ptr, pattern.len, options,
			     &code, &at, limits);
	if (!*out)
		return set_pcre(err, ERR_SYNTAX, code, at);
	if (!pcre2_pattern_info(*out, PCRE2_INFO_SIZE, &size) &&
	    size <= CODE_BYTES)
		return true;
	pcre2_code_free(*out);
	return err_set(err, ERR_LIMIT, "Regular expression is too large");
}

/* Match state is made once: a script asks the same of many texts. */
static struct sieve_regex *make(pcre2_code *code)
{
	struct sieve_regex *r = x_calloc(1, sizeof(*r));

	r->code = code;
	r->limits = pcre2_match_context_create(NULL);
	r->data = pcre2_match_data_create(SIEVE_REGEX_GROUPS, NULL);
	ASSERT(r->limits && r->data);
	pcre2_set_match_limit(r->limits, MATCH_STEPS);
	pcre2_set_depth_limit(r->limits, MATCH_DEPTH);
	pcre2_set_heap_limit(r->limits, MATCH_KIB);
	return r;
}

bool sieve_regex_new(struct span pattern, enum sieve_regex_case c,
		     struct sieve_regex **out, struct err *err)
{
	uint32_t options = PCRE2_DOLLAR_ENDONLY | PCRE2_NEVER_BACKSLASH_C;
	pcre2_compile_context *limits;
	pcre2_code *code;
	bool done;

	if (pattern.len > PATTERN_BYTES)
		return err_set(err, ERR_LIMIT,
			       "Regular expression is too large");
	if (!check_groups(pattern, err))
		return false;
	if (c == SIEVE_REGEX_NOCASE)
		options |= PCRE2_CASELESS | PCRE2_MATCH_INVALID_UTF;
	limits = pcre2_compile_context_create(NULL);
	ASSERT(limits);
	pcre2_set_parens_nest_limit(limits, PARENTHESES);
	done = compile(pattern, options, limits, &code, err);
	pcre2_compile_context_free(limits);
	if (done)
		*out = make(code);
	return done;
}

void sieve_regex_free(struct sieve_regex **regex)
{
	struct sieve_regex *r = *regex;

	*regex = NULL;
	if (!r)
		return;
	pcre2_match_data_free(r->data);
	pcre2_match_context_free(r->limits);
	pcre2_code_free(r->code);
	free(r);
}

size_t sieve_regex_memory(const struct sieve_regex *regex)
{
	size_t size = 0;

	pcre2_pattern_info(regex->code, PCRE2_INFO_SIZE, &size);
	return size + FIXED_BYTES;
}

static struct span group_at(const size_t *ends, size_t i, struct span text)
{
	size_t from = ends[2 * i];
	size_t to = ends[2 * i + 1];

	if (from == PCRE2_UNSET || to < from)
		return span_make("", 0);
	return span_make(text.ptr + from, to - from);
}

bool sieve_regex_find(const struct sieve_regex *regex, struct span text,
		      bool *out_found, struct span groups[SIEVE_REGEX_GROUPS],
		      size_t *out_groups, struct err *err)
{
	const size_t *ends;
	int count;

	if (!text.ptr)
		text = SPAN("");
	count = pcre2_match(regex->code, (PCRE2_SPTR)text.ptr, text.len, 0, 0,
			    regex->data, regex->limits);
	*out_found = count >= 0;
	*out_groups = 0;
	if (count == PCRE2_ERROR_NOMATCH)
		return true;
	if (count < 0)
		return err_set(err, ERR_LIMIT,
			       "Regular expression takes too long");
	/* 0: there are more groups than have room. */
	*out_groups = count ? (size_t)count : SIEVE_REGEX_GROUPS;
	ends = pcre2_get_ovector_pointer(regex->data);
	for (size_t i = 0; i < *out_groups; i++)
		groups[i] = group_at(ends, i, text);
	return true;
}
