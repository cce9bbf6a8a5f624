/* SPDX-License-Identifier: MIT */
/* Each mechanism against the client of GNU SASL, which nobody here has
 * written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsasl.h>

#include "auth/auth_digest.h"
#include "auth/auth_mech.h"
#include "base/auto.h"
#include "base/b64.h"
#include "base/num.h"
#include "base/x.h"

struct login {
	const struct auth_mech *mech;
	const char *stored; /* NULL: there is no such user */
	const char *user;
	const char *authorize;
	const char *password;
	/* what the client and the server think of the channel */
	const char *client_unique, *client_exporter;
	const char *server_unique, *server_exporter;
	bool unoffered; /* the client sees no -PLUS */
};

struct outcome {
	enum auth_mech_step step;
	int client; /* what GNU SASL says at the end */
	char user[256];
	char authorize[256];
};

static void set_binding(struct auth_exchange *x, enum auth_binding b,
			const char *bytes)
{
	if (!bytes)
		return;
	x->binding[b].len = strlen(bytes);
	memcpy(x->binding[b].bytes, bytes, x->binding[b].len);
	x->binding_offered = true;
}

static void set_property(Gsasl_session *client, Gsasl_property property,
			 const char *value)
{
	if (value)
		assert_int_equal(gsasl_property_set(client, property, value),
				 GSASL_OK);
}

static void set_base64(Gsasl_session *client, Gsasl_property property,
		       const char *bytes)
{
	auto_buf struct buf text;

	buf_init(&text, 256);
	if (!bytes)
		return;
	b64_encode(&text, span_of(bytes));
	set_property(client, property, buf_str(&text));
}

static Gsasl_session *start_client(Gsasl *gsasl, const struct login *login)
{
	Gsasl_session *client;

	assert_int_equal(gsasl_client_start(gsasl, login->mech->name, &client),
			 GSASL_OK);
	set_property(client, GSASL_AUTHID, login->user);
	set_property(client, GSASL_AUTHZID, login->authorize);
	set_property(client, GSASL_PASSWORD, login->password);
	set_property(client, GSASL_SERVICE, "imap");
	set_property(client, GSASL_HOSTNAME, "mail.example");
	set_base64(client, GSASL_CB_TLS_UNIQUE, login->client_unique);
	set_base64(client, GSASL_CB_TLS_EXPORTER, login->client_exporter);
	return client;
}

/* The client's answer to what is in *out, which becomes what it answers. */
static bool ask_client(Gsasl_session *client, struct buf *challenge,
		       struct buf *response, int *result)
{
	char *bytes = NULL;
	size_t len = 0;

	*result = gsasl_step(client, buf_str(challenge), challenge->len, &bytes,
			     &len);
	buf_reset(challenge);
	buf_reset(response);
	if (*result != GSASL_OK && *result != GSASL_NEEDS_MORE)
		return false;
	buf_add(response, span_make(bytes ? bytes : "", len));
	gsasl_free(bytes);
	return true;
}

static void run_server(struct auth_exchange *x, const struct login *login,
		       Gsasl_session *client, struct outcome *out)
{
	struct auth_evidence evidence = {
		.found = login->stored != NULL,
		.stored = { .text = span_of(login->stored),
			    .user = span_of(login->user) },
		.seed = { SPAN("a secret of this server"), 4096 },
	};
	auto_buf struct buf challenge;
	auto_buf struct buf response;

	buf_init(&challenge, 4096);
	buf_init(&response, 4096);
	out->step = x->mech->step(x, (struct span){ NULL, 0 }, &challenge);
	while (out->step == AUTH_MECH_CHALLENGE) {
		x->round++;
		if (!ask_client(client, &challenge, &response, &out->client))
			break;
		out->step = x->mech->step(x, buf_span(&response), &challenge);
		if (out->step == AUTH_MECH_SECRET)
			out->step = x->mech->judge(x, &evidence, &challenge);
	}
	/* The last words, which prove the server to the client. */
	if (out->step == AUTH_MECH_PROVEN && challenge.len)
		ask_client(client, &challenge, &response, &out->client);
}

static struct outcome run(const struct login *login)
{
	struct outcome out = { .step = AUTH_MECH_BAD };
	struct auth_exchange x;
	Gsasl_session *client;
	Gsasl *gsasl;

	assert_int_equal(gsasl_init(&gsasl), GSASL_OK);
	client = start_client(gsasl, login);
	auth_exchange_init(&x, login->mech);
	x.hostname = "mail.example";
	set_binding(&x, AUTH_BINDING_UNIQUE, login->server_unique);
	set_binding(&x, AUTH_BINDING_EXPORTER, login->server_exporter);
	run_server(&x, login, client, &out);
	snprintf(out.user, sizeof(out.user), "%s", x.user ? x.user : "");
	snprintf(out.authorize, sizeof(out.authorize), "%s",
		 x.authorize ? x.authorize : "");
	auth_exchange_release(&x);
	gsasl_finish(client);
	gsasl_done(gsasl);
	return out;
}

static void expect_proven(const struct login *login)
{
	struct outcome out = run(login);

	if (out.step != AUTH_MECH_PROVEN)
		fail_msg("%s with %s: %d", login->mech->name, login->stored,
			 (int)out.step);
	assert_int_equal(out.client, GSASL_OK);
	assert_string_equal(out.user, login->user);
	assert_string_equal(out.authorize,
			    login->authorize ? login->authorize : "");
}

static void expect_wrong(const struct login *login)
{
	assert_int_equal(run(login).step, AUTH_MECH_WRONG);
}

static const struct auth_mech *const secret_mechs[] = {
	&auth_mech_cram_md5,
	&auth_mech_digest_md5,
	&auth_mech_scram_sha_1,
	&auth_mech_scram_sha_256,
};

static void test_auth_mech__a_cleartext_password_serves_all(void **state)
{
	struct login login = { .user = "a@b.example",
			       .password = "p\xc3\xa4ss word" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(secret_mechs); i++) {
		login.mech = secret_mechs[i];
		login.stored = "{PLAIN}p\xc3\xa4ss word";
		expect_proven(&login);
		login.stored = "{PLAIN}p\xc3\xa4ss wort";
		expect_wrong(&login);
		login.stored = NULL;
		expect_wrong(&login);
		/* SHA512-CRYPT: of no use to any of them */
		login.stored = "$6$saltsalt$qFmFH.bQmmtXzyBY0s9v7Oicd2z4XSIecDz"
			       "lB5KiA2/jctKu9YterLp8wwnSq.qc.eoxqOmSuNp2xS0ktL"
			       "3nh/";
		expect_wrong(&login);
	}
}

static void test_auth_mech__each_has_a_verifier_of_its_own(void **state)
{
	/* Made by "doveadm pw -u a@b.example -p secret". */
	struct login login = { .user = "a@b.example", .password = "secret" };

	(void)state;
	login.mech = &auth_mech_cram_md5;
	login.stored = "{CRAM-MD5}"
		       "cd3ba7deaad6e5ca23448ba42e379747a9e0f7f1fbc00c8a81bbaac"
		       "395731b56";
	expect_proven(&login);
	login.mech = &auth_mech_scram_sha_1;
	expect_wrong(&login);
	login.stored =
		"{SCRAM-SHA-1}4096,+n4USTXtcoQ9BqW6uBXLWA==,"
		"QeahvoqUWXhtMvQEdaSlG9sBr8A=,dcVtWTSesQILoFlvSPuLEZXaAwU=";
	expect_proven(&login);
	login.mech = &auth_mech_scram_sha_256;
	expect_wrong(&login);
	login.stored = "{SCRAM-SHA-256}4096,FA4FIC36jA6+RPcXPRvAlA==,"
		       "eHPXEWtOcBw7SD1vzmIdkKpD+67awCThLoH08TCDWnU=,"
		       "G3nTc4HUQeWy+74ZHBVHXmb0t0jG2vUd+3XRDhnvc0o=";
	expect_proven(&login);
	login.password = "secreT";
	expect_wrong(&login);
}

/* GNU SASL takes the first realm that the server names; others ask. */
static void answer_digest(struct auth_exchange *x, const char *response,
			  struct buf *out)
{
	struct span challenge = buf_span(out);
	struct span nonce = span_from(
		challenge, span_find(challenge, SPAN("nonce=\"")) + 7);
	auto_buf struct buf message;

	buf_init(&message, 1024);
	buf_add_format(&message,
		       "username=\"a\",realm=\"b.example\",nonce=\"%.*s\","
		       "cnonce=\"c\",nc=00000001,digest-uri=\"imap/h\","
		       "response=%s",
		       (int)span_find_char(nonce, '"'), nonce.ptr, response);
	if (x->mech) {
		assert_int_equal(x->mech->step(x, buf_span(&message), out),
				 AUTH_MECH_SECRET);
		return;
	}
	buf_reset(out);
	buf_add(out, buf_span(&message));
}

/* What a client with that stored verifier would answer. */
static void compute_digest(const char *hex_ha1, struct span challenge,
			   char out[AUTH_DIGEST_HEX])
{
	struct auth_exchange nobody = { .mech = NULL };
	uint8_t ha1[CRYPTO_VERIFIER_HA1];
	struct auth_digest digest;
	auto_buf struct buf text;
	uint64_t byte;

	buf_init(&text, 1024);
	buf_add(&text, challenge);
	answer_digest(&nobody, "x", &text);
	auth_digest_init(&digest);
	assert_true(auth_digest_parse(buf_span(&text), &digest));
	for (size_t i = 0; i < sizeof(ha1); i++) {
		assert_true(
			num_parse_hex(span_make(hex_ha1 + 2 * i, 2), &byte));
		ha1[i] = (uint8_t)byte;
	}
	auth_digest_compute(&digest, ha1, AUTH_DIGEST_CLIENT, out);
	auth_digest_release(&digest);
}

static void test_auth_mech__digest_takes_the_domain_as_realm(void **state)
{
	static const char stored[] =
		"{DIGEST-MD5}9a5e5537c0d06e02a28e413bbacfd042";
	struct auth_evidence evidence = {
		.found = true,
		.stored = { .text = span_of(stored),
			    .user = SPAN("a@b.example") },
	};
	char response[AUTH_DIGEST_HEX];
	struct auth_exchange x;
	auto_buf struct buf out;

	(void)state;
	buf_init(&out, 1024);
	auth_exchange_init(&x, &auth_mech_digest_md5);
	assert_int_equal(x.mech->step(&x, SPAN(""), &out), AUTH_MECH_CHALLENGE);
	compute_digest(stored + 12, buf_span(&out), response);
	answer_digest(&x, response, &out);
	assert_string_equal(x.user, "a@b.example");
	assert_int_equal(x.mech->judge(&x, &evidence, &out), AUTH_MECH_PROVEN);
	auth_exchange_release(&x);
}

static void test_auth_mech__another_identity_is_told(void **state)
{
	struct login login = { .stored = "{PLAIN}secret",
			       .user = "a@b.example",
			       .authorize = "c,d=e@b.example",
			       .password = "secret" };

	(void)state;
	login.mech = &auth_mech_scram_sha_256;
	expect_proven(&login);
	login.mech = &auth_mech_digest_md5;
	expect_proven(&login);
}

static void test_auth_mech__plus_is_bound_to_the_channel(void **state)
{
	struct login login = { .stored = "{PLAIN}secret",
			       .user = "a@b.example",
			       .password = "secret",
			       .client_exporter = "this connection",
			       .server_exporter = "this connection" };

	(void)state;
	login.mech = &auth_mech_scram_sha_1_plus;
	expect_proven(&login);
	login.mech = &auth_mech_scram_sha_256_plus;
	expect_proven(&login);
	login.client_exporter = "that of the man in the middle";
	expect_wrong(&login);
	login.client_exporter = NULL;
	login.client_unique = "the first Finished";
	expect_wrong(&login); /* the server has none */
	login.server_unique = "the first Finished";
	expect_proven(&login);
}

/* Straight to a mechanism, where no client would go. */
static enum auth_mech_step step_once(const struct auth_mech *mech,
				     struct span message, bool offered)
{
	auto_buf struct buf out;
	struct auth_exchange x;
	enum auth_mech_step step;

	buf_init(&out, 1024);
	auth_exchange_init(&x, mech);
	if (offered)
		set_binding(&x, AUTH_BINDING_END_POINT, "certificate");
	step = mech->step(&x, message, &out);
	auth_exchange_release(&x);
	return step;
}

/* RFC 5802 6 */
static void test_auth_mech__binding_is_not_stripped(void **state)
{
	const struct span y = SPAN("y,,n=user,r=abc");
	const struct span p = SPAN("p=tls-server-end-point,,n=user,r=abc");
	const struct span n = SPAN("n,,n=user,r=abc");

	(void)state;
	assert_int_equal(step_once(&auth_mech_scram_sha_1, y, true),
			 AUTH_MECH_WRONG);
	assert_int_equal(step_once(&auth_mech_scram_sha_1, y, false),
			 AUTH_MECH_SECRET);
	assert_int_equal(step_once(&auth_mech_scram_sha_1, n, true),
			 AUTH_MECH_SECRET);
	assert_int_equal(step_once(&auth_mech_scram_sha_1, p, true),
			 AUTH_MECH_WRONG);
	assert_int_equal(step_once(&auth_mech_scram_sha_1_plus, p, true),
			 AUTH_MECH_SECRET);
	assert_int_equal(step_once(&auth_mech_scram_sha_1_plus, p, false),
			 AUTH_MECH_WRONG);
	assert_int_equal(step_once(&auth_mech_scram_sha_1_plus, n, true),
			 AUTH_MECH_WRONG);
}

static void first_of_unknown(struct buf *out)
{
	struct auth_evidence evidence = {
		.seed = { SPAN("a secret of this server"), 4096 },
	};
	struct auth_exchange x;

	buf_init(out, 1024);
	auth_exchange_init(&x, &auth_mech_scram_sha_256);
	assert_int_equal(x.mech->step(&x, SPAN("n,,n=nobody,r=abc"), out),
			 AUTH_MECH_SECRET);
	assert_int_equal(x.mech->judge(&x, &evidence, out),
			 AUTH_MECH_CHALLENGE);
	auth_exchange_release(&x);
}

static void test_auth_mech__an_unknown_user_has_one_salt_too(void **state)
{
	auto_buf struct buf once;
	auto_buf struct buf again;
	size_t salt;

	(void)state;
	first_of_unknown(&once);
	first_of_unknown(&again);
	salt = span_find(buf_span(&once), SPAN(",s="));
	assert_true(salt < once.len);
	assert_string_equal(buf_str(&once) + salt, buf_str(&again) + salt);
	assert_string_not_equal(buf_str(&once), buf_str(&again));
}

/* RFC 2195 2 */
static void test_auth_mech__cram_example_of_the_standard(void **state)
{
	struct auth_evidence evidence = {
		.found = true,
		.stored = { .text = SPAN("{PLAIN}tanstaaftanstaaf") },
	};
	auto_buf struct buf out;
	struct auth_exchange x;

	(void)state;
	buf_init(&out, 1024);
	auth_exchange_init(&x, &auth_mech_cram_md5);
	x.challenge = x_strdup("<1896.697170952@postoffice.reston.mci.net>");
	assert_int_equal(
		x.mech->step(&x, SPAN("tim b913a602c7eda7a495b4e6e7334d3890"),
			     &out),
		AUTH_MECH_SECRET);
	assert_string_equal(x.user, "tim");
	assert_int_equal(x.mech->judge(&x, &evidence, &out), AUTH_MECH_PROVEN);
	auth_exchange_release(&x);
}

/* RFC 1939 7 */
static void test_auth_mech__apop_example_of_the_standard(void **state)
{
	static const char response[] =
		"<1896.697170952@dbc.mtview.ca.us>\0mrose\0"
		"\xc4\xc9\x33\x4b\xac\x56\x0e\xcc\x97\x9e\x58\x00\x1b\x3e\x22"
		"\xfb";
	struct auth_evidence evidence = {
		.found = true,
		.stored = { .text = SPAN("{PLAIN}tanstaaf") },
	};
	auto_buf struct buf out;
	struct auth_exchange x;

	(void)state;
	buf_init(&out, 1024);
	auth_exchange_init(&x, &auth_mech_apop);
	assert_int_equal(x.mech->step(&x,
				      span_make(response, sizeof(response) - 1),
				      &out),
			 AUTH_MECH_SECRET);
	assert_string_equal(x.user, "mrose");
	assert_int_equal(x.mech->judge(&x, &evidence, &out), AUTH_MECH_PROVEN);
	evidence.stored.text = SPAN("{PLAIN}tanstaaF");
	assert_int_equal(x.mech->judge(&x, &evidence, &out), AUTH_MECH_WRONG);
	auth_exchange_release(&x);
	assert_int_equal(
		step_once(&auth_mech_apop, SPAN("<x>\0mrose\0short"), false),
		AUTH_MECH_BAD);
}

static void test_auth_mech__external_is_who_the_certificate_says(void **state)
{
	auto_buf struct buf out;
	struct auth_exchange x;

	(void)state;
	buf_init(&out, 64);
	auth_exchange_init(&x, &auth_mech_external);
	x.certificate = x_strdup("a@b.example");
	assert_int_equal(x.mech->step(&x, (struct span){ NULL, 0 }, &out),
			 AUTH_MECH_CHALLENGE);
	x.round++;
	assert_int_equal(x.mech->step(&x, SPAN("c@b.example"), &out),
			 AUTH_MECH_PROVEN);
	assert_string_equal(x.user, "a@b.example");
	assert_string_equal(x.authorize, "c@b.example");
	auth_exchange_release(&x);
	assert_int_equal(step_once(&auth_mech_external, SPAN(""), false),
			 AUTH_MECH_WRONG);
}

/* RFC 7628 3.2.3: told why, answers, fails. */
static void test_auth_mech__a_refused_token_is_told_why(void **state)
{
	struct auth_evidence evidence = { .scope = "imap smtp" };
	auto_buf struct buf out;
	struct auth_exchange x;

	(void)state;
	buf_init(&out, 1024);
	auth_exchange_init(&x, &auth_mech_oauthbearer);
	assert_int_equal(
		x.mech->step(&x, SPAN("n,a=a=2Cb,\1auth=Bearer abc\1\1"), &out),
		AUTH_MECH_TOKEN);
	assert_string_equal(x.password, "abc");
	assert_string_equal(x.authorize, "a,b");
	assert_int_equal(x.mech->judge(&x, &evidence, &out),
			 AUTH_MECH_CHALLENGE);
	assert_string_equal(
		buf_str(&out),
		"{\"status\":\"invalid_token\",\"scope\":\"imap smtp\"}");
	assert_int_equal(x.mech->step(&x, SPAN("\1"), &out), AUTH_MECH_WRONG);
	evidence.found = true;
	assert_int_equal(x.mech->judge(&x, &evidence, &out), AUTH_MECH_PROVEN);
	auth_exchange_release(&x);
}

static void test_auth_mech__the_table_has_all(void **state)
{
	(void)state;
	for (size_t i = 0; config_mech_at(i); i++) {
		assert_non_null(auth_mech_at(i));
		assert_string_equal(auth_mech_at(i)->name,
				    config_mech_at(i)->name);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_auth_mech__a_cleartext_password_serves_all),
		cmocka_unit_test(
			test_auth_mech__each_has_a_verifier_of_its_own),
		cmocka_unit_test(
			test_auth_mech__digest_takes_the_domain_as_realm),
		cmocka_unit_test(test_auth_mech__another_identity_is_told),
		cmocka_unit_test(test_auth_mech__plus_is_bound_to_the_channel),
		cmocka_unit_test(test_auth_mech__binding_is_not_stripped),
		cmocka_unit_test(
			test_auth_mech__an_unknown_user_has_one_salt_too),
		cmocka_unit_test(test_auth_mech__cram_example_of_the_standard),
		cmocka_unit_test(test_auth_mech__apop_example_of_the_standard),
		cmocka_unit_test(
			test_auth_mech__external_is_who_the_certificate_says),
		cmocka_unit_test(test_auth_mech__a_refused_token_is_told_why),
		cmocka_unit_test(test_auth_mech__the_table_has_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
