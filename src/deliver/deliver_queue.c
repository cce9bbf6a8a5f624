/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_queue.h"

/* What queue names are made of; it must be fit for a log line. */
static bool is_name(struct span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] <= ' ' || word.ptr[i] > '~')
			return false;
	return word.len > 0;
}

static void take_word(struct deliver_queue *q, struct span word)
{
	bool wanted = q->id_next;

	q->id_next = span_eq_nocase(word, SPAN("id"));
	if (!wanted || q->id[0] || word.len >= sizeof(q->id) || !is_name(word))
		return;
	memcpy(q->id, word.ptr, word.len);
	q->id[word.len] = '\0';
}

static bool ends_word(char c)
{
	return c == ' ' || c == '\t' || c == '(' || c == ')' || c == ';' ||
	       c == '\r';
}

void deliver_queue_line(struct deliver_queue *q, struct span line)
{
	size_t start = 0;

	for (size_t i = 0; i <= line.len; i++) {
		if (i < line.len && !ends_word(line.ptr[i]))
			continue;
		if (i > start && !q->depth)
			take_word(q, span_make(line.ptr + start, i - start));
		start = i + 1;
		if (i < line.len && line.ptr[i] == '(')
			q->depth++;
		else if (i < line.len && line.ptr[i] == ')' && q->depth)
			q->depth--;
	}
}
