/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "auth/auth_scram.h"
#include "base/b64.h"

struct vector {
	enum crypto_hash hash;
	const char *salt;
	const char *client_first;
	const char *server_nonce;
	const char *server_first;
	const char *client_final;
	const char *server_final;
};

/* RFC 5802 5 and RFC 7677 3: user "user", password "pencil" */
static const struct vector vectors[] = {
	{ CRYPTO_HASH_SHA1, "QSXCR+Q6sek8bf92",
	  "n,,n=user,r=fyko+d2lbbFgONRv9qkxdawL", "3rfcNHYJY1ZVvWVs7j",
	  "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,"
	  "i=4096",
	  "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,"
	  "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
	  "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=" },
	{ CRYPTO_HASH_SHA256, "W22ZaJ0SNY7soEsUEjb6gQ==",
	  "n,,n=user,r=rOprNGfwEbeRWgbNEkqO", "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
	  "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	  "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
	  "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
	  "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
	  "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=" },
};

static void begin(struct auth_scram *s, const struct vector *v, struct buf *out)
{
	struct buf salt;

	auth_scram_init(s);
	assert_true(auth_scram_read_first(s, span_of(v->client_first)));
	buf_init(&salt, 64);
	assert_true(b64_decode(&salt, span_of(v->salt)));
	s->keys = (struct crypto_scram){ .hash = v->hash,
					 .rounds = 4096,
					 .salt_len = salt.len };
	memcpy(s->keys.salt, salt.ptr, salt.len);
	buf_release(&salt);
	crypto_scram_derive(&s->keys, SPAN("pencil"));
	buf_init(out, 1024);
	auth_scram_write_first(s, span_of(v->server_nonce), out);
}

static void test_auth_scram__examples_of_the_standards(void **state)
{
	struct auth_scram s;
	struct buf out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
		begin(&s, &vectors[i], &out);
		assert_string_equal(buf_str(&s.user), "user");
		assert_string_equal(buf_str(&out), vectors[i].server_first);
		assert_int_equal(
			auth_scram_read_final(
				&s, span_of(vectors[i].client_final), SPAN("")),
			AUTH_SCRAM_PROVEN);
		buf_reset(&out);
		auth_scram_write_final(&s, &out);
		assert_string_equal(buf_str(&out), vectors[i].server_final);
		buf_release(&out);
		auth_scram_release(&s);
	}
}

static enum auth_scram_final finish(const char *message)
{
	struct auth_scram s;
	struct buf out;
	enum auth_scram_final result;

	begin(&s, &vectors[0], &out);
	result = auth_scram_read_final(&s, span_of(message), SPAN(""));
	buf_release(&out);
	auth_scram_release(&s);
	return result;
}

#define NONCE "fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j"
#define PROOF "v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="

static void test_auth_scram__a_changed_word_proves_nothing(void **state)
{
	static const char *const wrong[] = {
		"c=biws,r=" NONCE "x,p=" PROOF,
		"c=eSws,r=" NONCE ",p=" PROOF, /* y,, */
		"c=biws,r=" NONCE ",x=1,p=" PROOF,
		"c=biws,r=" NONCE ",p=v0X8v3Bz2T0CJGbJQyF0X+HI4TA=",
		"c=biws,r=" NONCE ",p=v0X8",
		"c=biws,r=" NONCE ",p=",
	};
	static const char *const malformed[] = {
		"",
		"c=biws",
		"c=biws,r=" NONCE,
		"r=" NONCE ",p=" PROOF,
		"c=biws,p=" PROOF,
		"c=biws,r=" NONCE ",p=" PROOF ",x=1",
		"c=biws,r=" NONCE ",p=!",
		"p=" PROOF,
		",p=" PROOF,
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_int_equal(finish(wrong[i]), AUTH_SCRAM_WRONG);
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++)
		assert_int_equal(finish(malformed[i]), AUTH_SCRAM_MALFORMED);
}

static void test_auth_scram__first_messages(void **state)
{
	static const char *const malformed[] = {
		"",
		"n",
		"n,",
		"n,,",
		"n,,n=user",
		"n,,r=abc",
		"n,,n=,r=abc",
		"n,,n=user,r=",
		"n,,n=user,r=a\x7f",
		"n,,n=a=b,r=abc",
		"n,,n=a=2c,r=abc",
		"x,,n=user,r=abc",
		"n,b=c,n=user,r=abc",
		"n,a=,n=user,r=abc",
		"n,,m=x,n=user,r=abc",
		"p,,n=user,r=abc",
		"n,,n=user,x=1,r=abc",
	};
	struct auth_scram s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
		auth_scram_init(&s);
		if (auth_scram_read_first(&s, span_of(malformed[i])))
			fail_msg("taken: %s", malformed[i]);
		auth_scram_release(&s);
	}
	auth_scram_init(&s);
	assert_true(auth_scram_read_first(
		&s, SPAN("p=tls-unique,a=ad=2Cmin,n=u=3Ds=2Cr,r=abc,x=1")));
	assert_int_equal(s.binding, AUTH_SCRAM_BOUND);
	assert_string_equal(buf_str(&s.binding_name), "tls-unique");
	assert_string_equal(buf_str(&s.authorize), "ad,min");
	assert_string_equal(buf_str(&s.user), "u=s,r");
	auth_scram_release(&s);
	auth_scram_init(&s);
	assert_true(auth_scram_read_first(&s, SPAN("y,,n=user,r=abc")));
	assert_int_equal(s.binding, AUTH_SCRAM_UNOFFERED);
	auth_scram_release(&s);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_scram__examples_of_the_standards),
		cmocka_unit_test(
			test_auth_scram__a_changed_word_proves_nothing),
		cmocka_unit_test(test_auth_scram__first_messages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
