/* SPDX-License-Identifier: MIT */
/* The imapsieve sections of the configuration: the site's scripts for what
 * IMAP clients do. */
#pragma once

/* Texts are never NULL. */
struct config_rule {
	char *name;    /* the section's title */
	char *mailbox; /* where the message is now; "*": anywhere */
	char *from;    /* where it was copied or moved from; "*": anywhere */
	char *causes;  /* "COPY APPEND FLAG"; empty: each */
	char *before;  /* scripts that run before the mailbox's own … */
	char *after;   /* … and after; as the setting sieve_before */
};
