/* SPDX-License-Identifier: MIT */
#include "tls/tls_identity.h"

#include "base/auto.h"
#include "base/x.h"
#include "config/config.h"
#include "tls/tls_err.h"
#include "tls/tls_identity_priv.h"

/* Where the setting stands, for complaints; files NULL: there is none. */
struct source {
	const char *file; /* the configuration, or NULL */
	unsigned line;    /* 0: not in a section */
	const char *names;
	const char *cert;
	const char *key;
};

static void close_file(BIO **bio)
{
	BIO_free(*bio);
}

#define auto_bio __attribute__((cleanup(close_file)))

/* Nobody is there to be asked for a passphrase. */
static int no_passphrase(char *to, int size, int writing, void *arg)
{
	(void)to;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

static bool complain(const struct source *s, const char *path, struct err *err)
{
	tls_err_set(err, ERR_CORRUPT, path);
	return s->line ? err_detail(err, "%s:%u: local_name \"%s\"", s->file,
				    s->line, s->names)
		       : false;
}

static bool read_chain(const char *path, struct tls_identity *out)
{
	auto_bio BIO *bio = BIO_new_file(path, "r");
	X509 *next;

	out->leaf = bio ? PEM_read_bio_X509_AUX(bio, NULL, no_passphrase, NULL)
			: NULL;
	out->chain = sk_X509_new_null();
	if (!out->leaf || !out->chain)
		return false;
	while ((next = PEM_read_bio_X509(bio, NULL, no_passphrase, NULL)))
		if (!sk_X509_push(out->chain, next))
			return false;
	/* The end of the file, or something broken in it. */
	return ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
}

static bool read_key(const char *path, struct tls_identity *out)
{
	auto_bio BIO *bio = BIO_new_file(path, "r");

	out->key = bio ? PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, NULL)
		       : NULL;
	if (!out->key || X509_check_private_key(out->leaf, out->key) != 1)
		return false;
	return EVP_PKEY_is_a(out->key, "RSA") ||
	       EVP_PKEY_is_a(out->key, "EC") ||
	       EVP_PKEY_is_a(out->key, "ED25519");
}

static bool load(const struct source *s, struct tls_identities *list,
		 struct err *err)
{
	struct tls_identity *one;

	list->one =
		x_realloc_array(list->one, list->count + 1, sizeof(*list->one));
	one = &list->one[list->count++];
	*one = (struct tls_identity){ .names = x_strdup(s->names) };
	ERR_clear_error();
	if (!read_chain(s->cert, one))
		return complain(s, s->cert, err);
	ERR_clear_error();
	if (!read_key(s->key, one))
		return complain(s, s->key, err);
	return true;
}

/* The two of a pair: clients could not choose. */
static bool are_of_one_kind(const struct tls_identity *pair)
{
	return EVP_PKEY_get_base_id(pair[0].key) ==
	       EVP_PKEY_get_base_id(pair[1].key);
}

static bool load_pair(struct source s, const char *alt_cert,
		      const char *alt_key, struct tls_identities *list,
		      struct err *err)
{
	if (!load(&s, list, err))
		return false;
	if (!*alt_cert && !*alt_key)
		return true;
	s.cert = alt_cert;
	s.key = alt_key;
	if (!load(&s, list, err))
		return false;
	if (are_of_one_kind(&list->one[list->count - 2]))
		return complain(&s, alt_cert, err) ||
		       err_detail(err, "a second key of the same kind");
	return true;
}

static bool load_all(const struct config *config, struct tls_identities *list,
		     struct err *err)
{
	const struct source own = {
		.names = "",
		.cert = config->tls_cert,
		.key = config->tls_key,
	};

	if (!load_pair(own, config->tls_alt_cert, config->tls_alt_key, list,
		       err))
		return false;
	for (size_t i = 0; i < config->name_count; i++) {
		const struct config_name *n = &config->name[i];
		const struct source section = {
			.file = config->file,
			.line = n->line,
			.names = n->names,
			.cert = n->tls_cert,
			.key = n->tls_key,
		};

		if (!load_pair(section, n->tls_alt_cert, n->tls_alt_key, list,
			       err))
			return false;
	}
	return true;
}

bool tls_identity_load_all(const struct config *config,
			   struct tls_identities *out, struct err *err)
{
	*out = (struct tls_identities){ .one = NULL };
	if (load_all(config, out, err)) {
		ERR_clear_error();
		return true;
	}
	tls_identity_release_all(out);
	return false;
}

void tls_identity_release_all(struct tls_identities *identities)
{
	for (size_t i = 0; i < identities->count; i++) {
		struct tls_identity *one = &identities->one[i];

		free(one->names);
		X509_free(one->leaf);
		sk_X509_pop_free(one->chain, X509_free);
		EVP_PKEY_free(one->key);
	}
	free(identities->one);
	*identities = (struct tls_identities){ .one = NULL };
}
