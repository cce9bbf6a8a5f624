/* SPDX-License-Identifier: MIT */
/*
 * Two pointers: where nothing fits, the last "*" takes one character more and
 * all behind it is tried again. An earlier one never has to grow, since the
 * later can take whatever it would have; so each takes as little as possible,
 * which RFC 5229 3.2 asks for, with neither recursion nor memory.
 */
#include "sieve/sieve_glob.h"

struct place {
	size_t p, v; /* in pattern and value */
	unsigned wildcard;
};

static void note(struct sieve_glob *g, unsigned wildcard, size_t from,
		 size_t to)
{
	if (wildcard > SIEVE_MATCH_LAST)
		return;
	g->from[wildcard] = g->map ? g->map[from] : from;
	g->to[wildcard] = g->map ? g->map[to] : to;
}

static size_t behind_character(const struct sieve_glob *g, size_t v)
{
	size_t next = v + 1;

	while (g->map && next < g->value.len && g->map[next] == g->map[v])
		next++;
	return next;
}

/* The octet at *p of the pattern equals that of the value: moves both on. */
static bool take_literal(const struct sieve_glob *g, struct place *at)
{
	size_t p = at->p;
	char a, b;

	if (p < g->pattern.len && g->pattern.ptr[p] == '\\' &&
	    p + 1 < g->pattern.len)
		p++;
	if (p == g->pattern.len)
		return false;
	a = g->pattern.ptr[p];
	b = g->value.ptr[at->v];
	if (a != b && !(g->is_nocase && span_lower(a) == span_lower(b)))
		return false;
	at->p = p + 1;
	at->v++;
	return true;
}

static char wildcard_at(const struct sieve_glob *g, size_t p)
{
	char c = p < g->pattern.len ? g->pattern.ptr[p] : '\0';

	return c == '*' || c == '?' ? c : '\0';
}

/* Only "*" can stand for what is left of the value: nothing. */
static bool end_fits(struct sieve_glob *g, struct place at)
{
	for (; wildcard_at(g, at.p) == '*'; at.p++)
		note(g, at.wildcard++, at.v, at.v);
	return at.p == g->pattern.len;
}

bool sieve_glob_match(struct sieve_glob *g)
{
	struct place at = { .wildcard = 1 };
	struct place star = { .p = 0 }; /* behind the last; p 0: none yet */

	while (at.v < g->value.len) {
		char wildcard = wildcard_at(g, at.p);
		size_t next;

		if (++g->work > g->max_work)
			return false;
		if (wildcard == '?') {
			next = behind_character(g, at.v);
			note(g, at.wildcard++, at.v, next);
			at.p++;
			at.v = next;
		} else if (wildcard == '*') {
			note(g, at.wildcard++, at.v, at.v);
			at.p++;
			star = at;
			if (at.p < g->pattern.len)
				continue;
			note(g, star.wildcard - 1, at.v, g->value.len);
			return true;
		} else if (!take_literal(g, &at)) {
			if (star.p == 0)
				return false;
			next = behind_character(g, star.v);
			if (star.wildcard - 1 <= SIEVE_MATCH_LAST)
				g->to[star.wildcard - 1] =
					g->map ? g->map[next] : next;
			star.v = next;
			at = star;
		}
	}
	return end_fits(g, at);
}
