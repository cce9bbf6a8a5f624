/* SPDX-License-Identifier: MIT */
/*
 * libssl asks three things of a certificate's key: whether it goes with the
 * certificate, how large it is, and to sign. The first two are answered by the
 * public half, which OpenSSL's own provider keeps. Our keys can't be exported,
 * so that no other provider takes them over for signing, but public ones of
 * others can be imported, to be compared with.
 */
#include "tls/tls_provider.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/provider.h>

#include "base/log.h"
#include "base/span.h"
#include "base/x.h"
#include "tls/tls_door.h"
#include "tls/tls_sign.h"

/* The parameter that makes a public half one of ours. */
static const char number_param[] = "fumikura-key";

struct key {
	EVP_PKEY *public_half; /* NULL: not imported yet */
	uint32_t number;
};

struct signing {
	const struct key *key;
	char digest[32];
	bool pss;
};

/* ---- keys ---- */

static void *key_new(void *provider)
{
	(void)provider;
	return x_calloc(1, sizeof(struct key));
}

static void key_free(void *data)
{
	struct key *key = data;

	if (key)
		EVP_PKEY_free(key->public_half);
	free(key);
}

static int key_has(const void *data, int selection)
{
	const struct key *key = data;

	(void)selection;
	return key->public_half != NULL;
}

static int key_match(const void *data, const void *other, int selection)
{
	const struct key *a = data;
	const struct key *b = other;

	(void)selection;
	return EVP_PKEY_eq(a->public_half, b->public_half) == 1;
}

static int key_import(struct key *key, const char *type,
		      const OSSL_PARAM params[])
{
	EVP_PKEY_CTX *ctx =
		EVP_PKEY_CTX_new_from_name(NULL, type, "provider=default");
	const OSSL_PARAM *number =
		OSSL_PARAM_locate_const(params, number_param);
	OSSL_PARAM *copy = OSSL_PARAM_dup(params);
	int done = ctx && copy && EVP_PKEY_fromdata_init(ctx) == 1 &&
		   EVP_PKEY_fromdata(ctx, &key->public_half,
				     EVP_PKEY_PUBLIC_KEY, copy) == 1 &&
		   (!number || OSSL_PARAM_get_uint32(number, &key->number));

	OSSL_PARAM_free(copy);
	EVP_PKEY_CTX_free(ctx);
	return done;
}

#define IMPORT(name, type)                                                     \
	static int name(void *data, int selection, const OSSL_PARAM params[])  \
	{                                                                      \
		(void)selection;                                               \
		return key_import(data, type, params);                         \
	}
IMPORT(import_rsa, "RSA")
IMPORT(import_ec, "EC")
IMPORT(import_ed25519, "ED25519")
#undef IMPORT

static const OSSL_PARAM *import_types(int selection)
{
	static const OSSL_PARAM types[] = {
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_N, NULL, 0),
		OSSL_PARAM_BN(OSSL_PKEY_PARAM_RSA_E, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_octet_string(OSSL_PKEY_PARAM_PUB_KEY, NULL, 0),
		OSSL_PARAM_uint32(number_param, NULL),
		OSSL_PARAM_END,
	};

	(void)selection;
	return types;
}

static int key_params(void *data, OSSL_PARAM params[])
{
	const struct key *key = data;

	return EVP_PKEY_get_params(key->public_half, params);
}

static const OSSL_PARAM *key_gettable(void *provider)
{
	static const OSSL_PARAM gettable[] = {
		OSSL_PARAM_int(OSSL_PKEY_PARAM_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_SECURITY_BITS, NULL),
		OSSL_PARAM_int(OSSL_PKEY_PARAM_MAX_SIZE, NULL),
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, NULL, 0),
		OSSL_PARAM_END,
	};

	(void)provider;
	return gettable;
}

static const char *ec_operation(int operation)
{
	return operation == OSSL_OP_SIGNATURE ? "ECDSA" : NULL;
}

/* ---- signing ---- */

static void *signing_new(void *provider, const char *properties)
{
	(void)provider;
	(void)properties;
	return x_calloc(1, sizeof(struct signing));
}

static void signing_free(void *data)
{
	free(data);
}

static int signing_set(void *data, const OSSL_PARAM params[])
{
	struct signing *s = data;
	const OSSL_PARAM *mode =
		params ? OSSL_PARAM_locate_const(params,
						 OSSL_PKEY_PARAM_PAD_MODE)
		       : NULL;
	const char *word;
	int number;

	/* The salt is as long as the digest: the key process does no other. */
	if (!mode)
		return 1;
	if (mode->data_type == OSSL_PARAM_UTF8_STRING) {
		if (!OSSL_PARAM_get_utf8_string_ptr(mode, &word))
			return 0;
		s->pss = span_eq(span_of(word),
				 SPAN(OSSL_PKEY_RSA_PAD_MODE_PSS));
		return 1;
	}
	if (!OSSL_PARAM_get_int(mode, &number))
		return 0;
	s->pss = number == RSA_PKCS1_PSS_PADDING;
	return 1;
}

static const OSSL_PARAM *signing_settable(void *data, void *provider)
{
	static const OSSL_PARAM settable[] = {
		OSSL_PARAM_utf8_string(OSSL_PKEY_PARAM_PAD_MODE, NULL, 0),
		OSSL_PARAM_utf8_string(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, NULL,
				       0),
		OSSL_PARAM_END,
	};

	(void)data;
	(void)provider;
	return settable;
}

static int signing_init(void *data, const char *digest, void *key,
			const OSSL_PARAM params[])
{
	struct signing *s = data;

	*s = (struct signing){ .key = key };
	if (digest)
		snprintf(s->digest, sizeof(s->digest), "%s", digest);
	return signing_set(s, params);
}

static const char *type_of(const EVP_PKEY *key)
{
	static const char *const types[] = { "RSA", "EC", "ED25519" };

	for (size_t i = 0; i < ARRAY_LEN(types); i++)
		if (EVP_PKEY_is_a(key, types[i]))
			return types[i];
	return "";
}

static bool ask(const struct signing *s, const uint8_t *text, size_t len,
		uint8_t *out, size_t *out_len, size_t space)
{
	static struct tls_keys_answer answer;
	static struct tls_keys_request request;
	struct err err;

	request.kind = TLS_KEYS_SIGN;
	request.key = s->key->number;
	request.scheme = tls_sign_scheme(type_of(s->key->public_half),
					 s->digest, s->pss);
	if (len > sizeof(request.text))
		return false;
	request.len = (uint32_t)len;
	memcpy(request.text, text, len);
	if (!tls_door_ask(&request, TLS_DOOR_WAIT_MS, &answer, &err)) {
		log_err(LOG_LEVEL_WARN, "tls_key", &err, "key=%u scheme=%04x",
			request.key, request.scheme);
		return false;
	}
	if (answer.len > space)
		return false;
	memcpy(out, answer.bytes, answer.len);
	*out_len = answer.len;
	return true;
}

static int sign(void *data, uint8_t *out, size_t *out_len, size_t space,
		const uint8_t *text, size_t len)
{
	const struct signing *s = data;

	if (!out) {
		*out_len = (size_t)EVP_PKEY_get_size(s->key->public_half);
		return 1;
	}
	return ask(s, text, len, out, out_len, space);
}

/* ---- what OpenSSL is told of it ---- */

typedef void (*function)(void);

#define KEY_FUNCTIONS(import)                                                  \
	{ OSSL_FUNC_KEYMGMT_NEW, (function)key_new },                          \
		{ OSSL_FUNC_KEYMGMT_FREE, (function)key_free },                \
		{ OSSL_FUNC_KEYMGMT_HAS, (function)key_has },                  \
		{ OSSL_FUNC_KEYMGMT_MATCH, (function)key_match },              \
		{ OSSL_FUNC_KEYMGMT_IMPORT, (function)(import) },              \
		{ OSSL_FUNC_KEYMGMT_IMPORT_TYPES, (function)import_types },    \
		{ OSSL_FUNC_KEYMGMT_GET_PARAMS, (function)key_params },        \
	{                                                                      \
		OSSL_FUNC_KEYMGMT_GETTABLE_PARAMS, (function)key_gettable      \
	}

static const OSSL_DISPATCH rsa_keys[] = { KEY_FUNCTIONS(import_rsa),
					  { 0, NULL } };
static const OSSL_DISPATCH ed25519_keys[] = { KEY_FUNCTIONS(import_ed25519),
					      { 0, NULL } };
static const OSSL_DISPATCH ec_keys[] = {
	KEY_FUNCTIONS(import_ec),
	{ OSSL_FUNC_KEYMGMT_QUERY_OPERATION_NAME, (function)ec_operation },
	{ 0, NULL }
};

static const OSSL_DISPATCH signatures[] = {
	{ OSSL_FUNC_SIGNATURE_NEWCTX, (function)signing_new },
	{ OSSL_FUNC_SIGNATURE_FREECTX, (function)signing_free },
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN_INIT, (function)signing_init },
	{ OSSL_FUNC_SIGNATURE_DIGEST_SIGN, (function)sign },
	{ OSSL_FUNC_SIGNATURE_SET_CTX_PARAMS, (function)signing_set },
	{ OSSL_FUNC_SIGNATURE_SETTABLE_CTX_PARAMS, (function)signing_settable },
	{ 0, NULL }
};

static const char properties[] = "provider=fumikura";

static const OSSL_ALGORITHM *query(void *provider, int operation, int *no_cache)
{
	static const OSSL_ALGORITHM keys[] = {
		{ "RSA:rsaEncryption", properties, rsa_keys, NULL },
		{ "EC:id-ecPublicKey", properties, ec_keys, NULL },
		{ "ED25519", properties, ed25519_keys, NULL },
		{ NULL, NULL, NULL, NULL },
	};
	static const OSSL_ALGORITHM signing[] = {
		{ "RSA:rsaEncryption", properties, signatures, NULL },
		{ "ECDSA", properties, signatures, NULL },
		{ "ED25519", properties, signatures, NULL },
		{ NULL, NULL, NULL, NULL },
	};

	(void)provider;
	*no_cache = 0;
	if (operation == OSSL_OP_KEYMGMT)
		return keys;
	return operation == OSSL_OP_SIGNATURE ? signing : NULL;
}

static int start(const OSSL_CORE_HANDLE *handle, const OSSL_DISPATCH *core,
		 const OSSL_DISPATCH **out, void **provider)
{
	static const OSSL_DISPATCH functions[] = {
		{ OSSL_FUNC_PROVIDER_QUERY_OPERATION, (function)query },
		{ 0, NULL }
	};
	static char context; /* nothing is kept, but it must not be NULL */

	(void)handle;
	(void)core;
	*out = functions;
	*provider = &context;
	return 1;
}

/* The default one first: it stays that of all other keys. */
static bool load(void)
{
	static bool is_loaded;

	if (!is_loaded)
		is_loaded = OSSL_PROVIDER_load(NULL, "default") &&
			    OSSL_PROVIDER_add_builtin(NULL, "fumikura",
						      start) == 1 &&
			    OSSL_PROVIDER_load(NULL, "fumikura");
	return is_loaded;
}

static EVP_PKEY *make_key(const char *type, OSSL_PARAM *params)
{
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, type, properties);
	EVP_PKEY *key = NULL;

	if (!ctx || EVP_PKEY_fromdata_init(ctx) != 1 ||
	    EVP_PKEY_fromdata(ctx, &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
		key = NULL;
	EVP_PKEY_CTX_free(ctx);
	return key;
}

EVP_PKEY *tls_provider_key(EVP_PKEY *public_half, uint32_t number)
{
	OSSL_PARAM more[] = {
		OSSL_PARAM_construct_uint32(number_param, &number),
		OSSL_PARAM_construct_end(),
	};
	OSSL_PARAM *params = NULL;
	OSSL_PARAM *all;
	EVP_PKEY *key;

	if (!load() ||
	    EVP_PKEY_todata(public_half, EVP_PKEY_PUBLIC_KEY, &params) != 1)
		return NULL;
	all = OSSL_PARAM_merge(params, more);
	key = all ? make_key(type_of(public_half), all) : NULL;
	OPENSSL_free(all); /* its values are those of the two */
	OSSL_PARAM_free(params);
	return key;
}
