/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "base/x.h"
#include "config/config.h"
#include "tls/tls_answer.h"
#include "tls/tls_identity_priv.h"
#include "tls/tls_selfmade.h"
#include "tls/tls_sign.h"

static struct tls_answers answers = { .ticket_secret = "secret",
				      .ticket_seconds = 3600 };
static struct tls_keys_request request;
static struct tls_keys_answer answer;
static char dir[32] = "/tmp/answer-XXXXXX";

/* One key, as a first start makes it. */
static int set_up(void **state)
{
	struct config config;
	struct err err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_true(config_load(NULL, dir, &config, &err));
	assert_true(tls_selfmade_ensure(config.tls_cert, config.tls_key,
					"mail.example", &err));
	assert_true(tls_identity_load_all(&config, &answers.identities, &err));
	assert_int_equal(answers.identities.count, 1);
	unlink(config.tls_cert);
	unlink(config.tls_key);
	config_release(&config);
	return 0;
}

static int tear_down(void **state)
{
	char path[64];

	(void)state;
	tls_identity_release_all(&answers.identities);
	snprintf(path, sizeof(path), "%s/etc/tls", dir);
	rmdir(path);
	snprintf(path, sizeof(path), "%s/etc", dir);
	rmdir(path);
	return rmdir(dir);
}

static void ask(uint32_t kind, uint32_t key, uint32_t scheme, struct span text)
{
	request = (struct tls_keys_request){ .kind = kind,
					     .key = key,
					     .scheme = scheme,
					     .len = (uint32_t)text.len };
	memcpy(request.text, text.ptr, text.len);
	memset(&answer, 'x', sizeof(answer));
	tls_answer(&answers, &request, &answer);
}

static void assert_refused(void)
{
	assert_int_equal(answer.good, 0);
	assert_int_equal(answer.len, 0);
	assert_int_equal(answer.count, 1);
}

static void test_tls_answer__a_request_is_as_long_as_it_says(void **state)
{
	(void)state;
	request = (struct tls_keys_request){ .len = 5 };
	assert_true(tls_answer_is_request(&request, TLS_KEYS_REQUEST_HEAD + 5));
	assert_false(
		tls_answer_is_request(&request, TLS_KEYS_REQUEST_HEAD + 4));
	assert_false(
		tls_answer_is_request(&request, TLS_KEYS_REQUEST_HEAD + 6));
	request.len = (uint32_t)-5;
	assert_false(
		tls_answer_is_request(&request, TLS_KEYS_REQUEST_HEAD - 5));
	assert_false(tls_answer_is_request(&request, 0));
}

static void test_tls_answer__about_a_key(void **state)
{
	const uint8_t *at;
	X509 *leaf;

	(void)state;
	ask(TLS_KEYS_ABOUT, 0, 0, SPAN(""));
	assert_int_equal(answer.good, 1);
	assert_int_equal(answer.count, 1);
	at = answer.bytes + strlen((const char *)answer.bytes) + 1;
	leaf = d2i_X509(NULL, &at, answer.bytes + answer.len - at);
	assert_non_null(leaf);
	assert_int_equal(X509_cmp(leaf, answers.identities.one[0].leaf), 0);
	assert_ptr_equal(at, answer.bytes + answer.len);
	X509_free(leaf);
}

static void test_tls_answer__a_handshake_is_signed(void **state)
{
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	char text[64 + 34 + 32];

	(void)state;
	memset(text, ' ', sizeof(text));
	memcpy(text + 64, "TLS 1.3, server CertificateVerify", 34);
	ask(TLS_KEYS_SIGN, 0, 0x0403, span_make(text, sizeof(text)));
	assert_int_equal(answer.good, 1);
	assert_int_equal(
		EVP_DigestVerifyInit_ex(
			ctx, NULL, "SHA256", NULL, NULL,
			X509_get0_pubkey(answers.identities.one[0].leaf), NULL),
		1);
	assert_int_equal(EVP_DigestVerify(ctx, answer.bytes, answer.len,
					  (const uint8_t *)text, sizeof(text)),
			 1);
	EVP_MD_CTX_free(ctx);
}

static void test_tls_answer__nothing_else_is_signed(void **state)
{
	(void)state;
	ask(TLS_KEYS_SIGN, 0, 0x0403, SPAN("what somebody wants signed"));
	assert_refused();
	ask(TLS_KEYS_SIGN, 0, 0x0403, SPAN(""));
	assert_refused();
}

static void test_tls_answer__what_there_is_not(void **state)
{
	(void)state;
	ask(TLS_KEYS_ABOUT, 1, 0, SPAN(""));
	assert_refused();
	ask(TLS_KEYS_ABOUT, UINT32_MAX, 0, SPAN(""));
	assert_refused();
	ask(TLS_KEYS_SIGN, 1, 0x0403, SPAN("text"));
	assert_refused();
	ask(0, 0, 0, SPAN(""));
	assert_refused();
	ask(TLS_KEYS_TICKETS + 1, 0, 0, SPAN(""));
	assert_refused();
}

static void test_tls_answer__tickets(void **state)
{
	struct tls_keys_tickets keys;

	(void)state;
	ask(TLS_KEYS_TICKETS, UINT32_MAX, 0, SPAN(""));
	assert_int_equal(answer.good, 1);
	assert_int_equal(answer.len, sizeof(keys));
	memcpy(&keys, answer.bytes, sizeof(keys));
	assert_int_equal(keys.seconds, 3600);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_tls_answer__a_request_is_as_long_as_it_says),
		cmocka_unit_test(test_tls_answer__about_a_key),
		cmocka_unit_test(test_tls_answer__a_handshake_is_signed),
		cmocka_unit_test(test_tls_answer__nothing_else_is_signed),
		cmocka_unit_test(test_tls_answer__what_there_is_not),
		cmocka_unit_test(test_tls_answer__tickets),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
