/* SPDX-License-Identifier: MIT */
/*
 * What a process with TLS asks the key process, and what that answers: one
 * message of a SOCK_SEQPACKET channel each, one question at a time.
 *
 *   ABOUT key    → how many keys there are; of this one the names, NUL, and
 *                  its certificates in DER, leaf first
 *   SIGN key     → a signature of the text, which must be what a server signs
 *                  in a handshake (tls_sign.h)
 *   TICKETS      → struct tls_keys_tickets
 *
 * A channel begins with an empty word: its client makes a pair and sends one
 * end through the door, a socket that all clients share and that outlives each
 * key process.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum tls_keys_kind {
	TLS_KEYS_ABOUT = 1,
	TLS_KEYS_SIGN,
	TLS_KEYS_TICKETS,
};

enum {
	TLS_KEYS_MAX = 1024,
	TLS_KEYS_TEXT_MAX = 4096,
	TLS_KEYS_BYTES_MAX = 65536,
	TLS_KEYS_TICKETS_KEPT = 3, /* the last, this, the next */
};

/* len bytes of the text follow the head. */
struct tls_keys_request {
	uint32_t kind;
	uint32_t key;
	uint32_t scheme; /* SIGN: SignatureScheme of RFC 8446 4.2.3 */
	uint32_t len;
	uint8_t text[TLS_KEYS_TEXT_MAX];
};

/* Likewise; good 0: refused, and nothing else is said. */
struct tls_keys_answer {
	uint32_t good;
	uint32_t count; /* ABOUT: of keys */
	uint32_t len;
	uint8_t bytes[TLS_KEYS_BYTES_MAX];
};

enum {
	TLS_KEYS_REQUEST_HEAD = offsetof(struct tls_keys_request, text),
	TLS_KEYS_ANSWER_HEAD = offsetof(struct tls_keys_answer, bytes),
};

struct tls_keys_ticket {
	uint8_t name[16];
	uint8_t cipher[32];
	uint8_t mac[32];
};

/* The key of a period is good from its begin to the end of the next one. */
struct tls_keys_tickets {
	uint64_t first;   /* period of one[0]: time / seconds */
	uint32_t seconds; /* 0: no tickets */
	struct tls_keys_ticket one[TLS_KEYS_TICKETS_KEPT];
};
