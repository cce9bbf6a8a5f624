/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/x.h"
#include "crypto/crypto_password.h"

static enum crypto_password verify_as(const char *scheme, const char *stored,
				      const char *password)
{
	const struct crypto_stored s = {
		.text = span_of(stored),
		.scheme = scheme,
		.user = SPAN("joe@example.org"),
	};

	return crypto_password_verify(&s, span_of(password));
}

static enum crypto_password verify(const char *stored, const char *password)
{
	return verify_as(NULL, stored, password);
}

/* Test vectors of the schemes' own specifications and implementations. */
static const char sha512[] =
	"$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/"
	"pQs.wPvMxQ6Fm7I6IoYN3CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1";
static const char sha512_password[] =
	"a very much longer text to encrypt.  This one even stretches over "
	"morethan one line.";
static const char sha256[] =
	"$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";
static const char bcrypt[] =
	"$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";
static const char argon2[] = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
			     "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
static const char md5[] = "$1$abcd0123$9Rcg8ALNEPQRFAdyhAAPM0";

/* All of the password "geheim". */
static const char *const geheim[] = {
	/* made by doveadm pw of Dovecot 2.3.19, -u joe@example.org */
	"{CRYPT}$2y$05$en3u72nAymxDB2.d5xqZOu7roJ25mYA2GxX5k.MoQWGVpKmCD6Kmm",
	"{SHA512-CRYPT}$6$U1kgD4YrBOR1TE1l$wHQHMRg1fkFBRlzZBqueeID6j5kTvV."
	"D68dggeWm0Y2ixOp0bQmTwX6bgsBed5fIp18FGW7T0CMw5MzaSXdbh1",
	"{SHA256-CRYPT}$5$CAKB41VAi0JqDAMr$/"
	"HighmfrBVhR1K3jWtmF7i1Pr67N0Q5bEoj/gbnIwr7",
	"{BLF-CRYPT}$2y$05$."
	"4YDnTbcP5kYfY70vJkC1uzwmw0eBReWCQJfAKZ2v.IWP1MekDZo.",
	"{MD5-CRYPT}$1$gl4frg00$Vch.GoYTQ6R0ED/tVWHn//",
	"{DES-CRYPT}J9uuwvFpvKO..",
	"{MD5}$1$lssfDS.5$lajvSJxOZc7AaAzqvn3GP0",
	"{PLAIN-MD5}e8636ea013e682faf61f56ce1cb1ab5c",
	"{LDAP-MD5}6GNuoBPmgvr2H1bOHLGrXA==",
	"{PLAIN-MD4}5199a63299dacee34c68ae0d8bd2c71d",
	"{SMD5}k3Fb3yfzWJwLsDZaOVd2YTmOQn8=",
	"{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=",
	"{SHA1}kGByAB793z4R5tK1eC9Hd/4Dhzk=",
	"{SSHA}FGKGnyBICNlbqXAv4JKU3AQ0UlyexeD0",
	"{SHA256}rdsPXngmyFfXN20b2bwzwMVEeQourJYUSoryKxKYyUA=",
	"{SSHA256}B4IOLRacMiscJnJ0OK+EaXfhQNo/INXHHdSzqjJvcDdH6Np8",
	"{SHA512}jYR+AdIrqpafcfo2K03iHJ4Tx4grzqE7pcaorg1x/"
	"IyXAMguAIemXIs3vSn1NnR/KMlnK+wcrndi0snza2AT8g==",
	"{SSHA512}Cji+Z649yp2C/OlHcciYBQlGxLmfy+rHlWKiJbx2ay5sLzsvBafJFp+h/"
	"Y51kdL1SR2jzIG09585+dqXzSe7DYyfnEw=",
	"{PBKDF2}$1$M92noe53m2EAg/Rg$5000$"
	"1b0cb670ece6463587eb6bb16777eb32cc5b57de",
	"{ARGON2I}$argon2i$v=19$m=32768,t=4,p=1$M0vNfH9V9QzXY3Icym7ogQ$"
	"Txrh4sE1wF0/eLmy+o4ioDdZ8wt1diAnXv3Am8yxuhI",
	"{CRAM-MD5}f16f9cd57afad6931bff9508ef68ea2db1b62513b604cf995e4f882bed6d"
	"4f1a",
	"{HMAC-MD5}f16f9cd57afad6931bff9508ef68ea2db1b62513b604cf995e4f882bed6d"
	"4f1a",
	"{DIGEST-MD5}8a427b3f3e86c62ad62167c8b53f20d1",
	"{SCRAM-SHA-1}4096,EzwRxErP3X2KyQnHGKofuA==,QokIh7nSmFyt/"
	"jJOSwjOcGIa2xQ=,tZ6/50dLL4tcki3cGyuBE850ebM=",
	"{SCRAM-SHA-256}4096,JPsmcjm2qX4SwC4HT2ltiw==,"
	"eny06omtzNzwUgx4S5qYrW8JIdJma4YojguV8UlhKP0=,"
	"yr4lIjuHrTg0NARB7Oci64uVHgR0HjPugQ5g4KwuYR8=",
	"{PLAIN}geheim",
	"{CLEAR}geheim",
	"{CLEARTEXT}geheim",
	"{PLAIN-TRUNC}6-geheim",
	"{PLAIN-TRUNC}4-gehe",
	/* the same bytes, written otherwise */
	"{plain-md5.b64}6GNuoBPmgvr2H1bOHLGrXA==",
	"{LDAP-MD5}e8636ea013e682faf61f56ce1cb1ab5c",
	"{LDAP-MD5.hex}E8636EA013E682FAF61F56CE1CB1AB5C",
	"{SHA.HEX}90607200"
	"1efddf3e11e6d2b5782f4777fe038739",
	"{PLAIN.base64}Z2VoZWlt",
	"{CLEARTEXT.hex}67656865696d",
	"{SMD5.HEX}93715bdf27f3589c0bb0365a3957766139"
	"8e427f",
	"{DES-CRYPT.b64}Sjl1dXd2RnB2S08uLg==",
	"{CRYPT.b64}Sjl1dXd2RnB2S08uLg==",
	/* vpopmail's, qmail-ldap's, Courier's, PostfixAdmin's */
	"{crypt}J9uuwvFpvKO..",
	"{MD5}6GNuoBPmgvr2H1bOHLGrXA==",
	"{md5}e8636ea013e682faf61f56ce1cb1ab5c",
	"{md5raw}e8636ea013e682faf61f56ce1cb1ab5c",
	"{MD5-CRYPT}e8636ea013e682faf61f56ce1cb1ab5c",
	"{MD4}UZmmMpnazuNMaK4Ni9LHHQ==",
	"J9uuwvFpvKO..",
	"$1$gl4frg00$Vch.GoYTQ6R0ED/tVWHn//",
	"e8636ea013e682faf61f56ce1cb1ab5c",
};

static void test_crypto_password__known_hashes_verify(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(geheim); i++) {
		if (verify(geheim[i], "geheim") != CRYPTO_PASSWORD_RIGHT)
			fail_msg("%s", geheim[i]);
		if (verify(geheim[i], "gehe1m") != CRYPTO_PASSWORD_WRONG &&
		    verify(geheim[i], "gehe") != CRYPTO_PASSWORD_RIGHT)
			fail_msg("%s", geheim[i]);
		if (verify(geheim[i], "Geheim") != CRYPTO_PASSWORD_WRONG)
			fail_msg("%s", geheim[i]);
	}
}

static void test_crypto_password__vectors_of_the_schemes_verify(void **state)
{
	(void)state;
	assert_int_equal(verify(sha512, sha512_password),
			 CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(sha256, "Hello world!"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(bcrypt, "U*U"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(argon2, "password"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(md5, "rasmuslerdorf"), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(sha512, "a"), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(sha256, ""), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(bcrypt, "U*U*"), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify(argon2, "Password"), CRYPTO_PASSWORD_WRONG);
	/* [RIPEMD-160]: of "abc"; the others as Samba and qmail-ldap do */
	assert_int_equal(verify("{RMD160}jrIIpiVTNFAv1NnyZ8ELyEg0Rvg=", "abc"),
			 CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify("{RMD160.hex}8eb208f7e05d987a9b044a8e98c6b087"
				"f15a0bfc",
				"abc"),
			 CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(
		verify("{NTLM}8846F7EAEE8FB117AD06BDD830B7586C", "password"),
		CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(
		verify("{LANMAN}E52CAC67419A9A224A3B108F3FA6CB6D", "password"),
		CRYPTO_PASSWORD_RIGHT);
}

static void test_crypto_password__a_scheme_must_fit_its_hash(void **state)
{
	char stored[256];

	(void)state;
	snprintf(stored, sizeof(stored), "{sha256-crypt}%s", sha256);
	assert_int_equal(verify(stored, "Hello world!"), CRYPTO_PASSWORD_RIGHT);
	snprintf(stored, sizeof(stored), "{CRYPT}%s", sha256);
	assert_int_equal(verify(stored, "Hello world!"), CRYPTO_PASSWORD_RIGHT);
	snprintf(stored, sizeof(stored), "{SHA512-CRYPT}%s", sha256);
	assert_int_equal(verify(stored, "Hello world!"),
			 CRYPTO_PASSWORD_UNUSABLE);
	snprintf(stored, sizeof(stored), "{ARGON2I}%s", argon2);
	assert_int_equal(verify(stored, "password"), CRYPTO_PASSWORD_UNUSABLE);
	snprintf(stored, sizeof(stored), "{ARGON2}%s", argon2);
	assert_int_equal(verify(stored, "password"), CRYPTO_PASSWORD_RIGHT);
}

static void test_crypto_password__what_is_no_hash_is_unusable(void **state)
{
	static const char *const stored[] = {
		"",
		"x",
		"{",
		"{}",
		"{}x",
		"{MD5}x",
		"{MD5.oct}e8636ea013e682faf61f56ce1cb1ab5c",
		"{PLAIN}",
		"{PLAIN.b64}=",
		"{CRYPT}",
		"{CRYPT}rasmuslerdorf+",
		"{CRYPT}*",
		"{CRYPT.b64}JDYkAAAA",
		"{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk",
		"{SSHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=", /* without salt */
		"{PBKDF2}$1$M92noe53m2EAg/Rg$0$1b0cb670ece646",
		"{SCRAM-SHA-1}4096,EzwRxErP3X2KyQnHGKofuA==,QokIh7nSmFyt=,",
		"{PLAIN-TRUNC}geheim",
		"{PLAIN-TRUNC}4-geheim",
		"{NS-MTA-MD5}e8636ea013e682faf61f56ce1cb1ab5c",
		"$6$",
		"$2y$99$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
		"$argon2id$v=19$m=256",
	};
	char longer[CRYPTO_STORED_MAX + 2];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(stored); i++)
		if (verify(stored[i], "rasmuslerdorf") !=
		    CRYPTO_PASSWORD_UNUSABLE)
			fail_msg("%s", stored[i]);
	memset(longer, 'x', sizeof(longer));
	longer[sizeof(longer) - 1] = '\0';
	assert_int_equal(verify_as("PLAIN", longer, longer),
			 CRYPTO_PASSWORD_UNUSABLE);
}

static void test_crypto_password__the_source_names_bare_schemes(void **state)
{
	static const struct {
		const char *scheme;
		const char *stored;
		const char *password;
	} right[] = {
		{ "PLAIN", "geheim", "geheim" },
		{ "PLAIN", "_geheim", "_geheim" },
		{ "PLAIN", "J9uuwvFpvKO..", "J9uuwvFpvKO.." },
		{ "PLAIN", "{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=", "geheim" },
		{ "PLAIN", "$1$gl4frg00$Vch.GoYTQ6R0ED/tVWHn//", "geheim" },
		{ "PLAIN-MD5", "e8636ea013e682faf61f56ce1cb1ab5c", "geheim" },
		{ "CRYPT", "J9uuwvFpvKO..", "geheim" },
		{ "SHA256.hex",
		  "addb0f5e7826c857d7376d1bd9bc33c0c544790a2eac96144a8af22b1298"
		  "c940",
		  "geheim" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(right); i++)
		if (verify_as(right[i].scheme, right[i].stored,
			      right[i].password) != CRYPTO_PASSWORD_RIGHT)
			fail_msg("%s", right[i].stored);
	assert_int_equal(verify_as("PLAIN", "J9uuwvFpvKO..", "geheim"),
			 CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify_as("NONE", "geheim", "geheim"),
			 CRYPTO_PASSWORD_UNUSABLE);
}

static void test_crypto_password__plain_is_compared(void **state)
{
	const struct crypto_stored s = { .text = SPAN("{PLAIN}geheim") };

	(void)state;
	assert_int_equal(verify("{plain}geheim", "geheim2"),
			 CRYPTO_PASSWORD_WRONG);
	assert_int_equal(verify("{plain}geheim", ""), CRYPTO_PASSWORD_WRONG);
	assert_int_equal(crypto_password_verify(&s, SPAN("geheim\0")),
			 CRYPTO_PASSWORD_WRONG);
	/* cut when it was stored, so what follows can't be known */
	assert_int_equal(verify("{PLAIN-TRUNC}4-gehe", "gehege"),
			 CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify("{PLAIN-TRUNC}8-gehe", "gehege"),
			 CRYPTO_PASSWORD_WRONG);
}

static void test_crypto_password__scram_takes_both_spellings(void **state)
{
	/* made from U+00AA, which SASLprep writes "a" */
	char raw[CRYPTO_PASSWORD_STORED_MAX], ready[CRYPTO_PASSWORD_STORED_MAX];
	struct err err;

	(void)state;
	assert_true(crypto_password_make("SCRAM-SHA-256", SPAN("\xc2\xaa"), raw,
					 &err));
	assert_true(
		crypto_password_make("SCRAM-SHA-256", SPAN("a"), ready, &err));
	assert_int_equal(verify(raw, "\xc2\xaa"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(ready, "\xc2\xaa"), CRYPTO_PASSWORD_RIGHT);
	assert_int_equal(verify(ready, "b"), CRYPTO_PASSWORD_WRONG);
}

/* Salted anew each time, except what has no salt. */
static void check_made(const char *name, bool salted)
{
	char a[CRYPTO_PASSWORD_STORED_MAX], b[CRYPTO_PASSWORD_STORED_MAX];
	struct span user = SPAN("joe@example.org");
	struct err err;

	if (!crypto_password_make_for(name, user, SPAN("geheim"), a, &err) ||
	    !crypto_password_make_for(name, user, SPAN("geheim"), b, &err))
		fail_msg("%s: %s", name, err.text);
	if (verify(a, "geheim") != CRYPTO_PASSWORD_RIGHT ||
	    verify(b, "gehe1m") != CRYPTO_PASSWORD_WRONG)
		fail_msg("%s", a);
	assert_true(span_eq(span_of(a), span_of(b)) == !salted);
}

static void test_crypto_password__what_is_made_verifies(void **state)
{
	const struct crypto_scheme *scheme;
	unsigned made = 0;

	(void)state;
	for (size_t i = 0; (scheme = crypto_scheme_at(i)); i++) {
		bool slow = scheme->kind == CRYPTO_KIND_CRYPT ||
			    scheme->kind == CRYPTO_KIND_ARGON2 ||
			    scheme->kind == CRYPTO_KIND_PBKDF2 ||
			    scheme->kind == CRYPTO_KIND_SCRAM;
		bool salted = slow || scheme->kind == CRYPTO_KIND_SALTED ||
			      scheme->kind == CRYPTO_KIND_NS_MTA_MD5;
		char suffixed[32];

		if (scheme->kind == CRYPTO_KIND_PLAIN_TRUNC)
			continue;
		made++;
		check_made(scheme->name, salted);
		if (slow)
			continue;
		snprintf(suffixed, sizeof(suffixed), "%s.b64", scheme->name);
		check_made(suffixed, salted);
		snprintf(suffixed, sizeof(suffixed), "%s.hex", scheme->name);
		check_made(suffixed, salted);
	}
	assert_true(made > 40);
}

static void test_crypto_password__names_are_kept_as_asked(void **state)
{
	char out[CRYPTO_PASSWORD_STORED_MAX];
	struct err err;

	(void)state;
	assert_true(crypto_password_make("sha256.hex", SPAN("a"), out, &err));
	assert_true(
		span_starts(span_of(out), SPAN("{SHA256.HEX}ca978112ca1b")));
	assert_true(crypto_password_make("Crypt", SPAN("a"), out, &err));
	assert_true(span_starts(span_of(out), SPAN("{CRYPT}$6$")));
}

static void test_crypto_password__what_cannot_be_made_is_said(void **state)
{
	static const struct {
		const char *scheme;
		const char *password;
	} malformed[] = {
		{ "NONE", "a" },       { "", "a" },
		{ "SHA.oct", "a" },    { "YESCRYPT", "" },
		{ "DIGEST-MD5", "a" }, { "PLAIN-TRUNC", "a" },
	};
	char out[CRYPTO_PASSWORD_STORED_MAX];
	char longer[600];
	struct err err;

	(void)state;
	memset(longer, 'x', sizeof(longer));
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
		assert_false(crypto_password_make(
			malformed[i].scheme, span_of(malformed[i].password),
			out, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
	}
	assert_false(crypto_password_make("YESCRYPT", SPAN("a\0b"), out, &err));
	assert_int_equal(err.kind, ERR_SYNTAX);
	assert_false(crypto_password_make("BLF-CRYPT", span_make(longer, 73),
					  out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_false(crypto_password_make("SHA512-CRYPT",
					  span_make(longer, 512), out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
	assert_false(crypto_password_make("PLAIN.hex", span_make(longer, 300),
					  out, &err));
	assert_int_equal(err.kind, ERR_LIMIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crypto_password__known_hashes_verify),
		cmocka_unit_test(
			test_crypto_password__vectors_of_the_schemes_verify),
		cmocka_unit_test(
			test_crypto_password__a_scheme_must_fit_its_hash),
		cmocka_unit_test(
			test_crypto_password__what_is_no_hash_is_unusable),
		cmocka_unit_test(
			test_crypto_password__the_source_names_bare_schemes),
		cmocka_unit_test(test_crypto_password__plain_is_compared),
		cmocka_unit_test(
			test_crypto_password__scram_takes_both_spellings),
		cmocka_unit_test(test_crypto_password__what_is_made_verifies),
		cmocka_unit_test(test_crypto_password__names_are_kept_as_asked),
		cmocka_unit_test(
			test_crypto_password__what_cannot_be_made_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
