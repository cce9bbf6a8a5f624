/* SPDX-License-Identifier: MIT */
/* The local_name sections of the configuration: certificates for names under
 * which clients know the server. */
#pragma once

/* Texts are never NULL; alt_… are both empty or both not. */
struct config_name {
	char *names;   /* the section's title: host names, blanks between */
	unsigned line; /* its last one */
	char *tls_cert;
	char *tls_key;
	char *tls_alt_cert;
	char *tls_alt_key;
};
