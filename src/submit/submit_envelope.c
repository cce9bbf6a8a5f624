/* SPDX-License-Identifier: MIT */
#include "submit/submit_envelope.h"

#include "base/check.h"
#include "base/num.h"

enum {
	BY_MAX = 999999999 /* RFC 2852 4: nine digits */
};

static bool is_special(char c)
{
	return c == ' ' || c == ',' || c == ';' || c == '<' || c == '>';
}

bool submit_envelope_is_address(struct span address)
{
	bool quoted = false;

	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.ptr[i];

		if (c < 32 || c == 127 || (!quoted && is_special((char)c)))
			return false;
		if (c == '\\' && quoted)
			i++;
		else if (c == '"')
			quoted = !quoted;
	}
	return address.len > 0 && address.len <= SUBMIT_ENVELOPE_PATH_MAX &&
	       !quoted;
}

static bool is_one_of(struct span text, const char *const *words)
{
	while (*words && !span_eq_nocase(text, span_of(*words)))
		words++;
	return *words != NULL;
}

bool submit_envelope_is_notify(struct span text)
{
	static const char *const words[] = { "SUCCESS", "FAILURE", "DELAY",
					     NULL };
	struct span word;

	if (span_eq_nocase(text, SPAN("NEVER")))
		return true;
	if (!text.len || text.len > 80)
		return false;
	while (span_cut(&text, ',', &word))
		if (!is_one_of(word, words))
			return false;
	return true;
}

bool submit_envelope_is_ret(struct span text)
{
	static const char *const words[] = { "FULL", "HDRS", NULL };

	return is_one_of(text, words);
}

/* RFC 3461 4; RFC 6533 3 lets UTF-8 stand in the address of its own type. */
static bool is_xtext(struct span text, bool utf8)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];
		uint64_t code;

		if (c < 33 || c == '=' || c == 127 || (c > 127 && !utf8))
			return false;
		if (c == '+' &&
		    (i + 2 >= text.len ||
		     !num_parse_hex(span_make(text.ptr + i + 1, 2), &code)))
			return false;
	}
	return text.len > 0;
}

bool submit_envelope_is_envid(struct span text)
{
	return text.len <= SUBMIT_ENVELOPE_ENVID_MAX && is_xtext(text, false);
}

static bool is_atom(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char c = span_lower(text.ptr[i]);

		if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') &&
		    c != '-')
			return false;
	}
	return text.len > 0;
}

bool submit_envelope_is_orcpt(struct span text)
{
	size_t at = span_find_char(text, ';');
	struct span type = span_first(text, at);

	return text.len <= SUBMIT_ENVELOPE_ORCPT_MAX && is_atom(type) &&
	       is_xtext(span_from(text, at + 1),
			span_eq_nocase(type, SPAN("utf-8")));
}

bool submit_envelope_parse_by(struct span text, int64_t *out_seconds,
			      char *out_mode, bool *out_trace)
{
	size_t at = span_find_char(text, ';');
	struct span number = span_first(text, at);
	struct span how = span_from(text, at + 1);
	bool minus = span_starts(number, SPAN("-"));
	uint64_t seconds;

	if (minus || span_starts(number, SPAN("+")))
		number = span_from(number, 1);
	if (number.len > 9 || !num_parse_u64(number, 0, BY_MAX, &seconds) ||
	    how.len < 1 || how.len > 2 ||
	    (how.len == 2 && span_lower(how.ptr[1]) != 't'))
		return false;
	*out_seconds = minus ? -(int64_t)seconds : (int64_t)seconds;
	*out_mode = span_lower(how.ptr[0]);
	*out_trace = how.len == 2;
	return *out_mode == 'n' || (*out_mode == 'r' && *out_seconds > 0);
}

static bool is_by(struct span text)
{
	int64_t seconds;
	char mode;
	bool trace;

	return submit_envelope_parse_by(text, &seconds, &mode, &trace);
}

static bool is_none_or(struct span text, bool (*is)(struct span))
{
	return !text.len || is(text);
}

bool submit_envelope_is_sound(const struct submit_envelope *e)
{
	bool sound = is_none_or(e->sender, submit_envelope_is_address) &&
		     is_none_or(e->ret, submit_envelope_is_ret) &&
		     is_none_or(e->envid, submit_envelope_is_envid) &&
		     is_none_or(e->by, is_by) && e->recipient_count > 0;

	for (size_t i = 0; sound && i < e->recipient_count; i++) {
		const struct submit_recipient *r = &e->recipient[i];

		sound = submit_envelope_is_address(r->address) &&
			is_none_or(r->notify, submit_envelope_is_notify) &&
			is_none_or(r->orcpt, submit_envelope_is_orcpt);
	}
	return sound;
}

bool submit_envelope_has_dsn(const struct submit_envelope *e)
{
	bool has = e->ret.len || e->envid.len;

	for (size_t i = 0; !has && i < e->recipient_count; i++)
		has = e->recipient[i].notify.len || e->recipient[i].orcpt.len;
	return has;
}

bool submit_envelope_needs_time(const struct submit_envelope *e)
{
	int64_t seconds;
	char mode = 'n';
	bool trace;

	return submit_envelope_parse_by(e->by, &seconds, &mode, &trace) &&
	       mode == 'r';
}

static bool is_utf8(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] > 127)
			return true;
	return false;
}

bool submit_envelope_has_utf8(const struct submit_envelope *e)
{
	bool has = is_utf8(e->sender);

	for (size_t i = 0; !has && i < e->recipient_count; i++)
		has = is_utf8(e->recipient[i].address);
	return has;
}
