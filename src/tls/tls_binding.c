/* SPDX-License-Identifier: MIT */
#include "tls/tls_binding.h"

#include "tls/tls_stream_priv.h"

/* RFC 5929 4.1: the hash of the certificate's signature, but SHA-256 for MD5
 * and SHA-1; undefined for signatures without a hash of their own. */
static const EVP_MD *end_point_hash(const X509 *certificate)
{
	int hash = NID_undef;

	if (X509_get_signature_info((X509 *)(uintptr_t)certificate, &hash, NULL,
				    NULL, NULL) != 1 ||
	    hash == NID_undef)
		return NULL;
	if (hash == NID_md5 || hash == NID_sha1)
		return EVP_sha256();
	return EVP_get_digestbynid(hash);
}

static size_t end_point(const SSL *ssl, uint8_t out[TLS_BINDING_MAX])
{
	const X509 *certificate = SSL_get_certificate(ssl);
	const EVP_MD *hash = certificate ? end_point_hash(certificate) : NULL;
	unsigned len = 0;

	if (!hash || EVP_MD_get_size(hash) > TLS_BINDING_MAX ||
	    X509_digest(certificate, hash, out, &len) != 1)
		return 0;
	return len;
}

/* RFC 7627: without the extended master secret two connections can be made to
 * have the same one. */
static bool is_unique(SSL *ssl)
{
	return SSL_version(ssl) >= TLS1_3_VERSION ||
	       SSL_get_extms_support(ssl) == 1;
}

/* RFC 5929 3.1: the first Finished message, which is the client's unless a
 * session is resumed. */
static size_t unique(SSL *ssl, uint8_t out[TLS_BINDING_MAX])
{
	if (SSL_version(ssl) >= TLS1_3_VERSION)
		return 0;
	return SSL_session_reused(ssl)
		       ? SSL_get_finished(ssl, out, TLS_BINDING_MAX)
		       : SSL_get_peer_finished(ssl, out, TLS_BINDING_MAX);
}

/* RFC 9266 2 */
static size_t exporter(SSL *ssl, uint8_t out[TLS_BINDING_MAX])
{
	static const char label[] = "EXPORTER-Channel-Binding";
	enum {
		SIZE = 32
	};

	return SSL_export_keying_material(ssl, out, SIZE, label,
					  sizeof(label) - 1, NULL, 0, 0) == 1
		       ? SIZE
		       : 0;
}

size_t tls_binding_get(const struct tls_stream *s, enum tls_binding type,
		       uint8_t out[TLS_BINDING_MAX])
{
	size_t len = 0;

	if (s->failed || !SSL_is_init_finished(s->ssl))
		return 0;
	ERR_clear_error();
	if (type == TLS_BINDING_END_POINT)
		len = end_point(s->ssl, out);
	else if (is_unique(s->ssl))
		len = type == TLS_BINDING_UNIQUE ? unique(s->ssl, out)
						 : exporter(s->ssl, out);
	ERR_clear_error();
	return len <= TLS_BINDING_MAX ? len : 0;
}
