/* SPDX-License-Identifier: MIT */
#include "tls/tls_client.h"

#include <string.h>

#include "tls/tls_stream_priv.h"

/* A NUL in a certificate's text is somebody's attack. */
static bool keep(const void *text, int len, char *out, size_t size)
{
	if (len <= 0 || (size_t)len >= size || memchr(text, 0, (size_t)len))
		return false;
	memcpy(out, text, (size_t)len);
	out[len] = '\0';
	return true;
}

static bool take_email(const X509 *certificate, char *out, size_t size)
{
	GENERAL_NAMES *names =
		X509_get_ext_d2i(certificate, NID_subject_alt_name, NULL, NULL);
	unsigned found = 0;

	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		const GENERAL_NAME *name = sk_GENERAL_NAME_value(names, i);
		const ASN1_STRING *text;

		if (name->type != GEN_EMAIL)
			continue;
		text = name->d.rfc822Name;
		if (!keep(ASN1_STRING_get0_data(text), ASN1_STRING_length(text),
			  out, size))
			found++; /* then neither of the others */
		found++;
	}
	GENERAL_NAMES_free(names);
	return found == 1;
}

static bool take_subject(const X509 *certificate, int field, char *out,
			 size_t size)
{
	const X509_NAME *subject = X509_get_subject_name(certificate);
	int at = X509_NAME_get_index_by_NID(subject, field, -1);
	const X509_NAME_ENTRY *entry;
	unsigned char *text = NULL;
	int len;
	bool kept;

	if (at < 0 || X509_NAME_get_index_by_NID(subject, field, at) >= 0)
		return false;
	entry = X509_NAME_get_entry(subject, at);
	len = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(entry));
	kept = keep(text, len, out, size);
	OPENSSL_free(text);
	return kept;
}

bool tls_client_name(const struct tls_stream *s, enum tls_client_field field,
		     char *out, size_t size)
{
	const X509 *certificate;
	bool found = false;

	if (s->failed || !SSL_is_init_finished(s->ssl) ||
	    SSL_get_verify_result(s->ssl) != X509_V_OK)
		return false;
	certificate = SSL_get0_peer_certificate(s->ssl);
	if (!certificate)
		return false;
	ERR_clear_error();
	switch (field) {
	case TLS_CLIENT_EMAIL:
		found = take_email(certificate, out, size);
		break;
	case TLS_CLIENT_COMMON_NAME:
		found = take_subject(certificate, NID_commonName, out, size);
		break;
	case TLS_CLIENT_USER_ID:
		found = take_subject(certificate, NID_userId, out, size);
		break;
	}
	ERR_clear_error();
	return found;
}
