/* SPDX-License-Identifier: MIT */
#include "chains.h"

#include "auth/auth_prover.h"

#define SOURCES                                                                \
	"password_scheme = \"SSHA256\"\naccounts \"one\" {\ntype = "           \
	"\"passwd-file\"\nfile = \"DIR/one\"\n}\n"

struct told {
	unsigned count;
	bool has_verdict;
	enum auth_verdict verdict;
	enum auth_mech_step judged;
	struct auth_exchange exchange; /* taken */
};

static struct auth_chain *chains[32]; /* one for each configuration */
static struct auth_prover *provers[32];
static struct auth_prover *prover;

static void configure(const char *text)
{
	struct auth_chain *chain;
	struct err err;

	chains_configure(text);
	assert_true(auth_chain_new(chains_base, chains_config(), &chain, &err));
	assert_true(auth_prover_new(chains_base, chains_config(), chain, NULL,
				    SPAN("0123456789abcdef"), &prover, &err));
	chains[chains_count - 1] = chain;
	provers[chains_count - 1] = prover;
}

static void on_told(void *arg, const struct auth_prover_answer *answer)
{
	struct told *told = arg;

	told->count++;
	told->has_verdict = answer->verdict != NULL;
	if (answer->verdict)
		told->verdict = answer->verdict->verdict;
	told->judged = answer->judged;
	told->exchange = *answer->exchange;
	auth_exchange_init(answer->exchange, answer->exchange->mech);
}

/* The exchange is the prover's, and then the answer's. */
static struct told ask(enum auth_mech_step want, struct auth_exchange *x)
{
	const struct account_query query = { "", "imap", "", "192.0.2.9" };
	struct told told = { 0 };

	auth_prover_ask(prover, want, x, &query, on_told, &told);
	assert_null(x->user);
	while (!told.count)
		chains_turn();
	assert_int_equal(told.count, 1);
	assert_non_null(told.exchange.user);
	return told;
}

static enum auth_verdict verdict_of(struct told told)
{
	assert_true(told.has_verdict);
	auth_exchange_release(&told.exchange);
	return told.verdict;
}

static enum auth_verdict plain(const char *user, const char *password)
{
	struct auth_exchange x;

	auth_exchange_init(&x, &auth_mech_plain);
	assert_true(auth_exchange_keep(&x.user, span_of(user), 255));
	assert_true(auth_exchange_keep(&x.password, span_of(password), 255));
	return verdict_of(ask(AUTH_MECH_CHECK, &x));
}

/* A digest that is no answer to the challenge. */
static struct told cram(const char *user)
{
	char response[300];
	struct auth_exchange x;
	auto_buf struct buf out;

	buf_init(&out, 1000);
	auth_exchange_init(&x, &auth_mech_cram_md5);
	x.hostname = "mail.example";
	assert_int_equal(x.mech->step(&x, (struct span){ 0 }, &out),
			 AUTH_MECH_CHALLENGE);
	x.round++;
	snprintf(response, sizeof(response),
		 "%s 0123456789abcdef0123456789abcdef", user);
	assert_int_equal(x.mech->step(&x, span_of(response), &out),
			 AUTH_MECH_SECRET);
	return ask(AUTH_MECH_SECRET, &x);
}

static void test_auth_prover__passwords_go_to_the_chain(void **state)
{
	(void)state;
	chains_write("one", "ann:{PLAIN}a\n");
	configure(SOURCES);
	assert_int_equal(plain("ann", "a"), AUTH_VERDICT_OK);
	assert_int_equal(plain("ann", "x"), AUTH_VERDICT_WRONG);
	assert_int_equal(plain("eve", "x"), AUTH_VERDICT_UNKNOWN);
	unlink(chains_path("one"));
	assert_int_equal(plain("eve", "x"), AUTH_VERDICT_TEMP);
}

/* Nobody can see from outside which of them is there. */
static void test_auth_prover__mechanisms_judge_unknown_users_too(void **state)
{
	static const char *const users[] = { "ann", "hash", "none", "eve" };

	(void)state;
	chains_write("one", "ann:{PLAIN}a\nhash:{SSHA256}abcd\nnone:\n");
	configure(SOURCES);
	for (size_t i = 0; i < ARRAY_LEN(users); i++) {
		struct told told = cram(users[i]);

		assert_false(told.has_verdict);
		assert_int_equal(told.judged, AUTH_MECH_WRONG);
		auth_exchange_release(&told.exchange);
	}
}

static void test_auth_prover__trouble_is_not_wrong(void **state)
{
	(void)state;
	configure(SOURCES);
	assert_int_equal(verdict_of(cram("ann")), AUTH_VERDICT_TEMP);
}

static void test_auth_prover__who_is_proven_needs_an_account(void **state)
{
	static const struct {
		const char *user;
		enum auth_verdict verdict;
	} cases[] = {
		{ "ann", AUTH_VERDICT_OK },
		{ "off", AUTH_VERDICT_DISABLED },
		{ "eve", AUTH_VERDICT_UNKNOWN },
	};

	(void)state;
	chains_write("one", "ann:\noff:{PLAIN}x::::::nologin\n");
	configure(SOURCES);
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct auth_exchange x;

		auth_exchange_init(&x, &auth_mech_external);
		assert_true(auth_exchange_keep(&x.user, span_of(cases[i].user),
					       255));
		assert_int_equal(verdict_of(ask(AUTH_MECH_PROVEN, &x)),
				 cases[i].verdict);
	}
}

static void test_auth_prover__tokens_need_somebody_to_ask(void **state)
{
	struct auth_exchange x;

	(void)state;
	chains_write("one", "ann:\n");
	configure(SOURCES);
	auth_exchange_init(&x, &auth_mech_xoauth2);
	assert_true(auth_exchange_keep(&x.user, SPAN("ann"), 255));
	assert_true(auth_exchange_keep(&x.password, SPAN("token"), 255));
	assert_int_equal(verdict_of(ask(AUTH_MECH_TOKEN, &x)),
			 AUTH_VERDICT_TEMP);
}

#define TEST(name)                                                             \
	cmocka_unit_test_setup_teardown(name, chains_begin, chains_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_auth_prover__passwords_go_to_the_chain),
		TEST(test_auth_prover__mechanisms_judge_unknown_users_too),
		TEST(test_auth_prover__trouble_is_not_wrong),
		TEST(test_auth_prover__who_is_proven_needs_an_account),
		TEST(test_auth_prover__tokens_need_somebody_to_ask),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
