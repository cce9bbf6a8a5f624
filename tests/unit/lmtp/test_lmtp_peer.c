/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/socket.h>
#include <unistd.h>

#include "lmtp/lmtp_peer.h"

static void test_lmtp_peer__our_own_user_is_trusted(void **state)
{
	struct lmtp_peer_trust trust;
	struct lmtp_peer peer;
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	lmtp_peer_trust_init(&trust, " no-such-user-here, ,root", "nobody");
	lmtp_peer_of_socket(fds[0], &trust, &peer);
	assert_true(peer.known && peer.trusted);
	assert_int_equal(peer.uid, geteuid());
	lmtp_peer_trust_release(&trust);
	close(fds[0]);
	close(fds[1]);
}

static void test_lmtp_peer__others_reach_their_own_account_only(void **state)
{
	const struct lmtp_peer bob = { .known = true,
				       .uid = 1234,
				       .name = "bob" };
	struct account account = { .user = "ann@example.org",
				   .uid = UINT32_MAX };

	(void)state;
	assert_false(lmtp_peer_may_deliver(&bob, &account));
	account.uid = 1235;
	assert_false(lmtp_peer_may_deliver(&bob, &account));
	account.uid = 1234;
	assert_true(lmtp_peer_may_deliver(&bob, &account));
	account = (struct account){ .user = "bob", .uid = UINT32_MAX };
	assert_true(lmtp_peer_may_deliver(&bob, &account));
	account = (struct account){ .user = "bob@x", .uid = UINT32_MAX };
	assert_true(lmtp_peer_may_deliver(&bob, &account));
	account = (struct account){ .user = "bobby", .uid = UINT32_MAX };
	assert_false(lmtp_peer_may_deliver(&bob, &account));
}

static void test_lmtp_peer__without_credentials_nothing_is_allowed(void **state)
{
	const struct lmtp_peer unknown = { .uid = 0 };
	const struct account account = { .user = "a", .uid = 0 };
	struct lmtp_peer_trust trust;
	struct lmtp_peer peer;

	(void)state;
	assert_false(lmtp_peer_may_deliver(&unknown, &account));
	lmtp_peer_trust_init(&trust, "", "");
	lmtp_peer_of_socket(-1, &trust, &peer);
	assert_false(peer.known || peer.trusted);
	lmtp_peer_trust_release(&trust);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lmtp_peer__our_own_user_is_trusted),
		cmocka_unit_test(
			test_lmtp_peer__others_reach_their_own_account_only),
		cmocka_unit_test(
			test_lmtp_peer__without_credentials_nothing_is_allowed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
