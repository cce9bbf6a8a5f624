/* SPDX-License-Identifier: MIT */
/*
 * A name that stands in a section wins over a pattern, the first section over
 * later ones. A client without a name, or with one that nobody knows, gets the
 * server's own certificate: mail programs say what they think of it better than
 * an alert does.
 */
#include "tls/tls_sni.h"

#include "base/span.h"
#include "tls/tls_context_priv.h"

/* As in certificates (RFC 6125 6.4.3): the asterisk is one whole label. */
static bool is_match(struct span pattern, struct span name)
{
	if (!span_starts(pattern, SPAN("*.")))
		return span_eq_nocase(pattern, name);
	return span_eq_nocase(span_from(pattern, 1),
			      span_from(name, span_find_char(name, '.')));
}

static const struct tls_site *find(const struct tls_context *context,
				   struct span name, bool patterns)
{
	for (size_t i = 1; i < context->count; i++) {
		struct span list = span_of(context->site[i].names);
		struct span word;

		while (span_cut(&list, ' ', &word))
			if (word.len &&
			    span_starts(word, SPAN("*.")) == patterns &&
			    is_match(word, name))
				return &context->site[i];
	}
	return NULL;
}

static int choose(SSL *ssl, int *alert, void *arg)
{
	const char *name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
	const struct tls_site *site;

	(void)alert;
	if (!name)
		return SSL_TLSEXT_ERR_NOACK;
	site = find(arg, span_of(name), false);
	if (!site)
		site = find(arg, span_of(name), true);
	if (!site)
		return SSL_TLSEXT_ERR_NOACK;
	return SSL_set_SSL_CTX(ssl, site->ctx) ? SSL_TLSEXT_ERR_OK
					       : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void tls_sni_serve(struct tls_context *context)
{
	SSL_CTX_set_tlsext_servername_callback(context->site[0].ctx, choose);
	SSL_CTX_set_tlsext_servername_arg(context->site[0].ctx, context);
}
