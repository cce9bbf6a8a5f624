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

static bool is_same(const struct sieve_glob *g, char wanted, size_t v)
{
	char c = g->value.ptr[v];

	return c == wanted ||
	       (g->is_nocase && span_lower(c) == span_lower(wanted));
}

/* The octet at *p of the pattern equals that of the value: moves both on. */
static bool take_literal(const struct sieve_glob *g, struct place *at)
{
	size_t p = at->p;

	if (p < g->pattern.len && g->pattern.ptr[p] == '\\' &&
	    p + 1 < g->pattern.len)
		p++;
	if (p == g->pattern.len || !is_same(g, g->pattern.ptr[p], at->v))
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

/* Moves on to where what stands behind the last "*" may begin. */
static void skip_misses(struct sieve_glob *g, struct place *star)
{
	size_t p = star->p;
	char wanted;

	if (g->map || p == g->pattern.len || wildcard_at(g, p))
		return;
	if (g->pattern.ptr[p] == '\\' && p + 1 < g->pattern.len)
		p++;
	wanted = g->pattern.ptr[p];
	while (star->v < g->value.len && !is_same(g, wanted, star->v)) {
		star->v++;
		g->work++;
	}
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
			star.v = behind_character(g, star.v);
			skip_misses(g, &star);
			if (star.wildcard - 1 <= SIEVE_MATCH_LAST)
				g->to[star.wildcard - 1] =
					g->map ? g->map[star.v] : star.v;
			at = star;
		}
	}
	return end_fits(g, at);
}
