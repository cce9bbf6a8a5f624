/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "tls/tls_ticket.h"

enum {
	LIFE = 3600,
	NOW = 1700000000 / LIFE * LIFE, /* a period begins */
};

static const uint8_t secret[TLS_TICKET_SECRET] = "a secret of master";

static struct tls_keys_tickets keys_at(int64_t now)
{
	struct tls_keys_tickets keys;

	assert_true(tls_ticket_derive(secret, LIFE, now, &keys));
	assert_int_equal(keys.seconds, LIFE);
	return keys;
}

static void assert_same(const struct tls_keys_ticket *a,
			const struct tls_keys_ticket *b)
{
	assert_memory_equal(a, b, sizeof(*a));
}

static void test_tls_ticket__all_of_a_period_have_the_same(void **state)
{
	struct tls_keys_tickets first = keys_at(NOW);
	struct tls_keys_tickets last = keys_at(NOW + LIFE - 1);

	(void)state;
	assert_int_equal(first.first, NOW / LIFE - 1);
	assert_memory_equal(&first, &last, sizeof(first));
}

static void test_tls_ticket__each_period_has_one_new(void **state)
{
	struct tls_keys_tickets before = keys_at(NOW - 1);
	struct tls_keys_tickets now = keys_at(NOW);

	(void)state;
	assert_int_equal(now.first, before.first + 1);
	assert_same(&now.one[0], &before.one[1]);
	assert_same(&now.one[1], &before.one[2]);
	for (unsigned i = 0; i < TLS_KEYS_TICKETS_KEPT; i++)
		assert_memory_not_equal(&now.one[2], &before.one[i],
					sizeof(now.one[2]));
}

static void test_tls_ticket__no_part_is_another(void **state)
{
	struct tls_keys_tickets keys = keys_at(NOW);
	const struct tls_keys_ticket *one = &keys.one[0];

	(void)state;
	assert_memory_not_equal(one->cipher, one->mac, sizeof(one->mac));
	assert_memory_not_equal(one->name, one->cipher, sizeof(one->name));
	assert_memory_not_equal(one->name, one->mac, sizeof(one->name));
}

static void test_tls_ticket__another_secret_has_others(void **state)
{
	static const uint8_t other[TLS_TICKET_SECRET] = "a secret of masteR";
	struct tls_keys_tickets keys = keys_at(NOW);
	struct tls_keys_tickets others;

	(void)state;
	assert_true(tls_ticket_derive(other, LIFE, NOW, &others));
	for (unsigned i = 0; i < TLS_KEYS_TICKETS_KEPT; i++)
		assert_memory_not_equal(keys.one[i].mac, others.one[i].mac,
					sizeof(keys.one[i].mac));
}

static void test_tls_ticket__there_may_be_none(void **state)
{
	static const struct tls_keys_tickets none;
	struct tls_keys_tickets keys;

	(void)state;
	memset(&keys, 'x', sizeof(keys));
	assert_true(tls_ticket_derive(secret, 0, NOW, &keys));
	assert_int_equal(keys.seconds, 0);
	assert_memory_equal(keys.one, none.one, sizeof(none.one));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_tls_ticket__all_of_a_period_have_the_same),
		cmocka_unit_test(test_tls_ticket__each_period_has_one_new),
		cmocka_unit_test(test_tls_ticket__no_part_is_another),
		cmocka_unit_test(test_tls_ticket__another_secret_has_others),
		cmocka_unit_test(test_tls_ticket__there_may_be_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
