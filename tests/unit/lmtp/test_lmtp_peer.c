/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lmtp/lmtp_peer.h"

static char none[] = "", asker[] = "nobody";
static char users[] = " no-such-user-here, ,root";
static char networks[] = "127.0.0.0/8", other_networks[] = "192.0.2.0/24";

static const struct config config = {
	.lmtp_trusted_users = users,
	.auth_user = asker,
	.lmtp_listen_networks = networks,
	.lmtp_xclient_networks = other_networks,
};

static void test_lmtp_peer__our_own_user_is_trusted(void **state)
{
	struct lmtp_peer_trust trust;
	struct lmtp_peer peer;
	int fds[2];

	(void)state;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
	lmtp_peer_trust_init(&trust, &config);
	lmtp_peer_of_socket(fds[0], &trust, &peer);
	assert_true(peer.known && peer.trusted && peer.introduces);
	assert_string_equal(peer.address, "");
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
	lmtp_peer_trust_init(&trust, &config);
	lmtp_peer_of_socket(-1, &trust, &peer);
	assert_false(peer.known || peer.trusted);
	lmtp_peer_trust_release(&trust);
}

/* Both ends of a TCP connection over the loopback. */
static void connect_tcp(int *out_client, int *out_server)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(at);
	int listener = socket(AF_INET, SOCK_STREAM, 0);

	*out_client = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(bind(listener, (struct sockaddr *)&at, size), 0);
	assert_int_equal(listen(listener, 1), 0);
	assert_int_equal(getsockname(listener, (struct sockaddr *)&at, &size),
			 0);
	assert_int_equal(connect(*out_client, (struct sockaddr *)&at, size), 0);
	*out_server = accept(listener, NULL, NULL);
	assert_true(*out_server >= 0);
	close(listener);
}

static void test_lmtp_peer__hosts_are_judged_by_their_network(void **state)
{
	struct config here = config;
	struct lmtp_peer_trust trust;
	struct lmtp_peer peer;
	int client, server;

	(void)state;
	connect_tcp(&client, &server);
	lmtp_peer_trust_init(&trust, &here);
	lmtp_peer_of_socket(server, &trust, &peer);
	assert_true(peer.known && peer.trusted && !peer.introduces);
	assert_string_equal(peer.address, "127.0.0.1");
	here.lmtp_xclient_networks = networks;
	lmtp_peer_of_socket(server, &trust, &peer);
	assert_true(peer.introduces);
	here.lmtp_listen_networks = other_networks;
	lmtp_peer_of_socket(server, &trust, &peer);
	assert_false(peer.known || peer.trusted || peer.introduces);
	here.lmtp_listen_networks = none;
	lmtp_peer_of_socket(server, &trust, &peer);
	assert_false(peer.known);
	lmtp_peer_trust_release(&trust);
	close(client);
	close(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lmtp_peer__our_own_user_is_trusted),
		cmocka_unit_test(
			test_lmtp_peer__others_reach_their_own_account_only),
		cmocka_unit_test(
			test_lmtp_peer__without_credentials_nothing_is_allowed),
		cmocka_unit_test(
			test_lmtp_peer__hosts_are_judged_by_their_network),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
