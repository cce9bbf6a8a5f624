/* SPDX-License-Identifier: MIT */
#include "sieve/sieve_compare.h"

/* RFC 4790 9.1: the leading digits without zeros before them; ptr NULL: there
 * are none, which is more than any number. */
static struct span number_of(struct span text)
{
	size_t len = 0;
	size_t zeros = 0;

	while (len < text.len && text.ptr[len] >= '0' && text.ptr[len] <= '9')
		len++;
	if (len == 0)
		return (struct span){ NULL, 0 };
	while (zeros < len && text.ptr[zeros] == '0')
		zeros++;
	return span_make(text.ptr + zeros, len - zeros);
}

static int order_of_numbers(struct span a, struct span b)
{
	struct span x = number_of(a);
	struct span y = number_of(b);

	if (!x.ptr || !y.ptr)
		return (y.ptr != NULL) - (x.ptr != NULL);
	if (x.len != y.len)
		return x.len < y.len ? -1 : 1;
	return x.len ? memcmp(x.ptr, y.ptr, x.len) : 0;
}

static unsigned char upper(char c)
{
	return (unsigned char)(c >= 'a' && c <= 'z' ? c - 32 : c);
}

/* RFC 4790 9.2: small letters count as capitals. */
static int order_nocase(struct span a, struct span b)
{
	size_t len = a.len < b.len ? a.len : b.len;

	for (size_t i = 0; i < len; i++)
		if (upper(a.ptr[i]) != upper(b.ptr[i]))
			return upper(a.ptr[i]) < upper(b.ptr[i]) ? -1 : 1;
	return (a.len > b.len) - (a.len < b.len);
}

int sieve_compare_order(enum sieve_comparator comparator, struct span a,
			struct span b)
{
	if (comparator == SIEVE_ASCII_NUMERIC)
		return order_of_numbers(a, b);
	if (comparator == SIEVE_ASCII_CASEMAP)
		return order_nocase(a, b);
	return span_cmp(a, b);
}

bool sieve_compare_is(enum sieve_comparator comparator, struct span a,
		      struct span b)
{
	if (comparator == SIEVE_ASCII_NUMERIC)
		return order_of_numbers(a, b) == 0;
	if (comparator == SIEVE_ASCII_CASEMAP)
		return span_eq_nocase(a, b);
	return span_eq(a, b);
}

static bool contains_nocase(struct span hay, struct span needle, uint64_t *work,
			    uint64_t max_work)
{
	char first = span_lower(needle.ptr[0]);

	for (size_t i = 0; i + needle.len <= hay.len && *work <= max_work;
	     i++) {
		size_t n = 0;

		if (span_lower(hay.ptr[i]) != first)
			continue;
		while (n < needle.len &&
		       span_lower(hay.ptr[i + n]) == span_lower(needle.ptr[n]))
			n++;
		*work += n;
		if (n == needle.len)
			return true;
	}
	return false;
}

bool sieve_compare_contains(enum sieve_comparator comparator, struct span hay,
			    struct span needle, uint64_t *work,
			    uint64_t max_work)
{
	*work += hay.len;
	if (needle.len == 0)
		return true;
	if (needle.len > hay.len || *work > max_work)
		return false;
	if (comparator == SIEVE_ASCII_CASEMAP)
		return contains_nocase(hay, needle, work, max_work);
	return span_find(hay, needle) < hay.len;
}
