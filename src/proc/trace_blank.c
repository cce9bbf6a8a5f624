/* SPDX-License-Identifier: MIT */
#include "proc/trace_blank.h"

#include <string.h>

#include "base/num.h"

static void next_line(struct trace_blank *blank, enum trace_blank_state state)
{
	blank->state = state;
	blank->word_len = blank->words = blank->tail_len = 0;
	blank->marked = false;
}

/* ---- verbs ---- */

static bool is_word(const struct trace_blank *blank, struct span word)
{
	return blank->word_len <= sizeof(blank->word) &&
	       span_eq(span_make(blank->word, blank->word_len), word);
}

static bool is_secret(struct trace_blank *blank)
{
	bool first = blank->words == 0;

	blank->exchange = is_word(blank, SPAN("AUTHENTICATE")) ||
			  (first && is_word(blank, SPAN("AUTH")));
	if (blank->exchange)
		return true;
	return first ? is_word(blank, SPAN("PASS")) ||
			       is_word(blank, SPAN("APOP"))
		     : is_word(blank, SPAN("LOGIN"));
}

static void end_word(struct trace_blank *blank)
{
	if (!blank->word_len)
		return;
	if (is_secret(blank))
		blank->state = TRACE_BLANK_HIDING;
	else if (++blank->words == 2)
		blank->state = TRACE_BLANK_PLAIN;
	blank->word_len = 0;
}

static void add_to_word(struct trace_blank *blank, char c)
{
	if (c >= 'a' && c <= 'z')
		c = (char)(c - 'a' + 'A');
	if (blank->word_len < sizeof(blank->word))
		blank->word[blank->word_len] = c;
	if (blank->word_len <= sizeof(blank->word))
		blank->word_len++;
}

/* ---- what is hidden ---- */

static void hide(struct trace_blank *blank, struct buf *out)
{
	if (!blank->marked)
		buf_add(out, SPAN("<hidden>"));
	blank->marked = true;
}

static void add_to_tail(struct trace_blank *blank, char c)
{
	if (blank->tail_len == sizeof(blank->tail)) {
		memmove(blank->tail, blank->tail + 1, sizeof(blank->tail) - 1);
		blank->tail_len--;
	}
	blank->tail[blank->tail_len++] = c;
}

/* Does the line end in "{n}", "{n+}" or "{n-}"? */
static bool announces(const struct trace_blank *blank, uint64_t *out)
{
	struct span tail = span_make(blank->tail, blank->tail_len);
	struct span rest = tail;

	if (span_ends(tail, SPAN("\r")))
		tail.len--;
	if (!span_ends(tail, SPAN("}")))
		return false;
	for (size_t i = 0; i < tail.len; i++)
		if (tail.ptr[i] == '{')
			rest = span_from(tail, i + 1);
	return num_take_u64(&rest, UINT32_MAX, out) && rest.len <= 2 &&
	       span_find_char(SPAN("}+-"), *rest.ptr) < 3;
}

static void end_hidden_line(struct trace_blank *blank)
{
	uint64_t size;

	if (announces(blank, &size)) {
		next_line(blank,
			  size ? TRACE_BLANK_LITERAL : TRACE_BLANK_HIDING);
		blank->literal = size;
		return;
	}
	next_line(blank,
		  blank->exchange ? TRACE_BLANK_ANSWER : TRACE_BLANK_WORDS);
}

/* ---- bytes ---- */

static void end_line(struct trace_blank *blank)
{
	if (blank->state == TRACE_BLANK_HIDING)
		end_hidden_line(blank);
	else if (blank->state == TRACE_BLANK_ANSWER)
		next_line(blank, TRACE_BLANK_ANSWER);
	else
		next_line(blank, TRACE_BLANK_WORDS);
}

static void add_literal(struct trace_blank *blank, struct buf *out)
{
	hide(blank, out);
	if (--blank->literal == 0)
		blank->state = TRACE_BLANK_HIDING;
}

/* A space tells that it is a command, whose tag was hidden for nothing. */
static void add_answer(struct trace_blank *blank, char c, struct buf *out)
{
	if (c != ' ') {
		hide(blank, out);
		return;
	}
	buf_add_char(out, c);
	next_line(blank, TRACE_BLANK_WORDS);
	blank->words = 1;
}

static void add(struct trace_blank *blank, char c, struct buf *out)
{
	if (blank->state == TRACE_BLANK_LITERAL) {
		add_literal(blank, out);
	} else if (c == '\n') {
		end_line(blank);
		buf_add_char(out, c);
	} else if (c == '\r') {
		add_to_tail(blank, c);
		buf_add_char(out, c);
	} else if (blank->state == TRACE_BLANK_HIDING) {
		hide(blank, out);
		add_to_tail(blank, c);
	} else if (blank->state == TRACE_BLANK_ANSWER) {
		add_answer(blank, c, out);
	} else {
		buf_add_char(out, c);
		if (blank->state != TRACE_BLANK_WORDS)
			return;
		if (c == ' ' || c == '\t')
			end_word(blank);
		else
			add_to_word(blank, c);
	}
}

void trace_blank_add(struct trace_blank *blank, struct span bytes,
		     struct buf *out)
{
	for (size_t i = 0; i < bytes.len; i++)
		add(blank, bytes.ptr[i], out);
}
