/* SPDX-License-Identifier: MIT */
/* Tokens are made by the library, which is not what is tested: which keys
 * open which tokens is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <jwt.h>
#include <stdlib.h>

#include "auth/auth_jwt.h"
#include "base/auto.h"

/* Made for this test by "openssl genpkey" and "openssl pkey -pubout". */
static const char rsa_private[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIIEvAIBADANBgkqhkiG9w0BAQEFAASCBKYwggSiAgEAAoIBAQCmiGHPdR5qN4VI\n"
	"tb8+Wo4HIGpBIADPIyGxk+l6R/Daks1u5hkeFHfSw3D9JzLVRtUkhVVXa5zFa/c4\n"
	"KaPijL5ZEyJiyGRnOqXar6FEt0mB8kaz3ujtxQcaIT5ib380SlhQrF5ajUwrSTth\n"
	"LKWJjmGOzol3R+aoEqOSLO+YdiO1oE9CBqRciD9PVlUTId08QjQR1w6Yz22JB/k2\n"
	"koEki4aZpMi/0vPy8u9UsDpfUK+d4jiDrYPNH+Onjj8Fm4fIgrpLTCbI61zqZwwh\n"
	"mILst+dSV6upoM4hUVT3QOPRiXDIdBAWjxi9QROAz5fH7vAtDJel5IdUv9Gw0JA7\n"
	"6gKIt5J9AgMBAAECggEAJIe2LPPcACC9s/1qPhtPHHEX3cFPbCCgu3tes9wkEU4y\n"
	"kikXSWnj/u+wUVfP5sjq6F/3IH4SnZvZVxCLSp7lAlUYLeMXYy2SRC5SiehKz559\n"
	"s+cp4T5fGHRCYwViOe41AT1OVT65fqVJyT8p8Mqyy8iyjt/O0P+FsgL5a9A+dRCi\n"
	"pm/klCTEmOZHWS15e7/2S/7ID4djlr6Pkb9PJVTehOKCmdM2bMEy0yhXN13s7+Sl\n"
	"XJVWcUtNoQsLryl1AtVdBzsb4pq/1LyfkgKu8P0+c+1OaX7T2fBG3STvnulaWYH5\n"
	"w1EeKw4JTwPmxeELRlIUqXUgdySOh2d7ltxuzoljAQKBgQDXpe7cs2oL/FEdiZG6\n"
	"Sg09gnIZn+7+YWaPXUqG5t1JXGz55YIIFGK0WzpVW6HGz2VLgE5+XycXpRtyveaR\n"
	"w6Apc0W/9wOjJsFsyvYuAKP+OKk36GBaQKu5GbHuZtHs17ajlkzgZr5OF2zNiELy\n"
	"6qd9q/aBobnl0Pt8CMxG2cd5JQKBgQDFsbOTu8GWqQPJteywGhHhsMgt1/py5Fnt\n"
	"wsrhzDYTwIwnPjghAeZtCu07xwvb4bEdbXSfBoPbUVvrlPiOFu9jvqosvLP4K7Sl\n"
	"fQ7eeQnOTAuUQcyuIUAFVN84ltysxn6u73fmol3wWDKtlSagYxC2VX/d4IVSX/Bg\n"
	"uuE6tFkQeQKBgFFAdyh2/Uz4y8NaUysivaxgWwdmqFD2eAMqfmsnz1bV2UWrAPx0\n"
	"WeBkwyzoMqNK/3qcJHce+QbCsf3gqWBgmhckFLLIqnktoBGSw4D/wsqFpNSo3K0E\n"
	"0u8STGVsHkqj2G/4sIyYibm4v8kNP1Rxr5v9UAr12apKvIa2del4It11AoGAVhRi\n"
	"FNmUGX3OYG4OeT9gudy3zP5V1uEHJzfCDz9T7JXScOPunLCvHJu9YGHzD/Ldo+qc\n"
	"9QFpOH3cgF+FOplR8yR6BLDFzDF7nvMtHkGlu2XxRMTB0rA3qBqkd4d43uIvFwy+\n"
	"MHZSYOyGZH6lKwD3rezcmEfCxXNwvy2gFGeiwEECgYB8B6YKx2csk0Y1Nexmn6aV\n"
	"dOeVgLheWdxzcp+30097NSYBlC/ZEpf69f1eESNrZZBXpG/xI2PZRSjr4we/wZxy\n"
	"559oWfwaenz7ffV2lLXDwJzEahZt8Jj0XKdKKAwH1IV5MT9tMGhnm0lmbLr4DRsW\n"
	"ijvueQ+2bsol0T1vQv6xrA==\n"
	"-----END PRIVATE KEY-----\n";
static const char rsa_public[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEApohhz3UeajeFSLW/PlqO\n"
	"ByBqQSAAzyMhsZPpekfw2pLNbuYZHhR30sNw/Scy1UbVJIVVV2ucxWv3OCmj4oy+\n"
	"WRMiYshkZzql2q+hRLdJgfJGs97o7cUHGiE+Ym9/NEpYUKxeWo1MK0k7YSyliY5h\n"
	"js6Jd0fmqBKjkizvmHYjtaBPQgakXIg/T1ZVEyHdPEI0EdcOmM9tiQf5NpKBJIuG\n"
	"maTIv9Lz8vLvVLA6X1CvneI4g62DzR/jp44/BZuHyIK6S0wmyOtc6mcMIZiC7Lfn\n"
	"UlerqaDOIVFU90Dj0YlwyHQQFo8YvUETgM+Xx+7wLQyXpeSHVL/RsNCQO+oCiLeS\n"
	"fQIDAQAB\n"
	"-----END PUBLIC KEY-----\n";
static const char ec_private[] =
	"-----BEGIN PRIVATE KEY-----\n"
	"MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbtjjiqGmlAhJF6D4\n"
	"R3xgioBQYQWEu+YVmW585SOHinOhRANCAASfqmEtup2yTJcXh6blmUVexB/W5OPm\n"
	"r86NFYqzK/sMb1WTaz+7UczThCXeuKOK5fJZYE98zI1efKkuA3cDOd7Z\n"
	"-----END PRIVATE KEY-----\n";
static const char ec_public[] =
	"-----BEGIN PUBLIC KEY-----\n"
	"MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEn6phLbqdskyXF4em5ZlFXsQf1uTj\n"
	"5q/OjRWKsyv7DG9Vk2s/u1HM04Ql3rijiuXyWWBPfMyNXnypLgN3Azne2Q==\n"
	"-----END PUBLIC KEY-----\n";
static const char secret[] = "0123456789abcdef0123456789abcdef";

static char *make(jwt_alg_t algorithm, const char *key)
{
	jwt_t *jwt;
	char *token;

	assert_int_equal(jwt_new(&jwt), 0);
	assert_int_equal(jwt_add_grant(jwt, "email", "a@b.example"), 0);
	assert_int_equal(jwt_set_alg(jwt, algorithm, (const unsigned char *)key,
				     key ? (int)strlen(key) : 0),
			 0);
	token = jwt_encode_str(jwt);
	assert_non_null(token);
	jwt_free(jwt);
	return token;
}

static bool opens(const char *keys, const char *token)
{
	struct auth_jwt *jwt;
	auto_buf struct buf claims;
	struct err err;
	bool opened;

	buf_init(&claims, 4096);
	assert_true(auth_jwt_new(span_of(keys), &jwt, &err));
	opened = auth_jwt_open(jwt, token, &claims, &err);
	if (opened)
		assert_string_equal(buf_str(&claims),
				    "{\"email\":\"a@b.example\"}");
	else
		assert_int_equal(err.kind, ERR_DENIED);
	auth_jwt_free(&jwt);
	return opened;
}

static void test_auth_jwt__opens_with_its_own_key(void **state)
{
	auto_free char *hs = make(JWT_ALG_HS256, secret);
	auto_free char *rs = make(JWT_ALG_RS256, rsa_private);
	auto_free char *es = make(JWT_ALG_ES256, ec_private);
	char both[2048];

	(void)state;
	snprintf(both, sizeof(both), "# two\n%s%s", rsa_public, ec_public);
	assert_true(opens(secret, hs));
	assert_true(opens(rsa_public, rs));
	assert_true(opens(ec_public, es));
	assert_true(opens(both, rs));
	assert_true(opens(both, es));
	assert_false(opens(rsa_public, es));
	assert_false(opens(ec_public, rs));
	assert_false(opens(secret, rs));
	assert_false(opens("another secret of more than 32 bytes", hs));
	hs[strlen(hs) - 2] ^= 1;
	assert_false(opens(secret, hs));
}

/* Everybody has the public key. */
static void test_auth_jwt__a_public_key_is_no_secret(void **state)
{
	auto_free char *hs = make(JWT_ALG_HS256, rsa_public);
	auto_free char *none = make(JWT_ALG_NONE, NULL);

	(void)state;
	assert_false(opens(rsa_public, hs));
	assert_false(opens(rsa_public, none));
	assert_false(opens(secret, none));
	assert_false(opens(secret, ""));
	assert_false(opens(secret, "a.b.c"));
	assert_false(opens(rsa_public, "...."));
}

static void test_auth_jwt__keys_are_checked(void **state)
{
	static const char *const malformed[] = {
		"",
		"too short a secret",
		"-----BEGIN PUBLIC KEY-----\nabc\n",
		rsa_private,
	};
	struct auth_jwt *jwt;
	struct err err;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(malformed); i++) {
		assert_false(auth_jwt_new(span_of(malformed[i]), &jwt, &err));
		assert_int_equal(err.kind, ERR_SYNTAX);
		auth_jwt_free(&jwt);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_auth_jwt__opens_with_its_own_key),
		cmocka_unit_test(test_auth_jwt__a_public_key_is_no_secret),
		cmocka_unit_test(test_auth_jwt__keys_are_checked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
