/* SPDX-License-Identifier: MIT */
/*
 * The key is written first: a crash in between leaves a key alone, which the
 * next call may replace because no certificate speaks for it yet. A lock on
 * the certificate's folder keeps two makers apart.
 */
#include "tls/tls_selfmade.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "io/file.h"
#include "tls/tls_err.h"
#include "tls/tls_openssl.h"

enum {
	SERIAL_BITS = 127,
	VALID_DAYS = 3650,
};

static void free_key(EVP_PKEY **key)
{
	EVP_PKEY_free(*key);
}

static void free_cert(X509 **cert)
{
	X509_free(*cert);
}

static void free_bio(BIO **bio)
{
	BIO_free(*bio);
}

#define auto_key  __attribute__((cleanup(free_key)))
#define auto_cert __attribute__((cleanup(free_cert)))
#define auto_bio  __attribute__((cleanup(free_bio)))

static bool set_serial(X509 *cert)
{
	BIGNUM *number = BN_new();
	bool ok = number &&
		  BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE,
			  BN_RAND_BOTTOM_ANY) == 1 &&
		  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(cert));

	BN_free(number);
	return ok;
}

static bool add_extension(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, NULL, nid, value);
	bool ok = extension && X509_add_ext(cert, extension, -1) == 1;

	X509_EXTENSION_free(extension);
	return ok;
}

static bool set_names(X509 *cert, const char *hostname)
{
	X509_NAME *name = X509_get_subject_name(cert);
	auto_free char *alt = x_printf("DNS:localhost,IP:127.0.0.1,IP:::1%s%s",
				       *hostname ? ",DNS:" : "", hostname);

	return X509_NAME_add_entry_by_txt(
		       name, "CN", MBSTRING_UTF8,
		       (const unsigned char *)(*hostname ? hostname
							 : "localhost"),
		       -1, -1, 0) == 1 &&
	       X509_set_issuer_name(cert, name) == 1 &&
	       add_extension(cert, NID_subject_alt_name, alt);
}

static X509 *make_cert(EVP_PKEY *key, const char *hostname)
{
	auto_cert X509 *cert = X509_new();

	if (!cert || X509_set_version(cert, X509_VERSION_3) != 1 ||
	    !set_serial(cert) ||
	    !X509_gmtime_adj(X509_getm_notBefore(cert), 0) ||
	    !X509_time_adj_ex(X509_getm_notAfter(cert), VALID_DAYS, 0, NULL) ||
	    X509_set_pubkey(cert, key) != 1 || !set_names(cert, hostname) ||
	    !add_extension(cert, NID_basic_constraints, "critical,CA:FALSE") ||
	    !add_extension(cert, NID_ext_key_usage, "serverAuth") ||
	    X509_sign(cert, key, EVP_sha256()) == 0)
		return NULL;
	return TAKE(cert);
}

static bool write_bio(BIO *bio, const char *path, mode_t mode, struct err *err)
{
	char *bytes;
	long len = BIO_get_mem_data(bio, &bytes);

	if (len <= 0)
		return tls_err_set(err, ERR_TEMP, path);
	return file_write_atomic(AT_FDCWD, path, span_make(bytes, (size_t)len),
				 mode, err);
}

static bool make_pair(const char *cert_path, const char *key_path,
		      const char *hostname, struct err *err)
{
	auto_key EVP_PKEY *key = EVP_EC_gen("P-256");
	auto_cert X509 *cert = key ? make_cert(key, hostname) : NULL;
	auto_bio BIO *key_bio = BIO_new(BIO_s_secmem());
	auto_bio BIO *cert_bio = BIO_new(BIO_s_mem());

	if (!cert || !key_bio || !cert_bio ||
	    PEM_write_bio_PrivateKey(key_bio, key, NULL, NULL, 0, NULL, NULL) !=
		    1 ||
	    PEM_write_bio_X509(cert_bio, cert) != 1)
		return tls_err_set(err, ERR_TEMP, "making a certificate");
	return write_bio(key_bio, key_path, 0600, err) &&
	       write_bio(cert_bio, cert_path, 0644, err);
}

/* The folder of path, made if need be. */
static char *folder_of(const char *path, struct err *err)
{
	const char *slash = strrchr(path, '/');
	auto_free char *folder =
		!slash ? x_strdup(".")
		: slash == path
			? x_strdup("/")
			: x_span_dup(span_make(path, (size_t)(slash - path)));

	return file_make_dirs(folder, 0755, err) ? TAKE(folder) : NULL;
}

bool tls_selfmade_ensure(const char *cert_path, const char *key_path,
			 const char *hostname, struct err *err)
{
	auto_free char *key_folder = folder_of(key_path, err);
	auto_free char *folder = key_folder ? folder_of(cert_path, err) : NULL;
	auto_fd int lock = -1;
	bool has_cert;

	if (!folder)
		return false;
	lock = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		return err_sys(err, "locking %s", folder);
	has_cert = access(cert_path, F_OK) == 0;
	if (has_cert && access(key_path, F_OK) == 0)
		return true;
	if (has_cert) {
		err_set(err, ERR_STATE, "There is a certificate but no key");
		return err_detail(err, "%s is there, %s is not", cert_path,
				  key_path);
	}
	return make_pair(cert_path, key_path, hostname, err);
}
