/* SPDX-License-Identifier: MIT */
/* Who a connection is with: addresses and session id, as the logs and auth
 * are told. */
#pragma once

#include "gate/gate_protocol.h"
#include "tls/tls_stream.h"

enum {
	GATE_PEER_IP_SIZE = 64,
	GATE_PEER_SESSION_SIZE = 17, /* 64 random bits in hexadecimal */
	GATE_PEER_USER_SIZE = 256,
};

struct gate_peer {
	char session[GATE_PEER_SESSION_SIZE];
	char remote_ip[GATE_PEER_IP_SIZE]; /* empty for a unix socket */
	char local_ip[GATE_PEER_IP_SIZE];
	/* The user by the client's certificate; empty: none. */
	char certificate[GATE_PEER_USER_SIZE];
};

void gate_peer_init(struct gate_peer *peer, int fd);
/* Takes what TLS tells of the client and gives what security it brings, as
 * flags of enum gate_security. field: where a certificate names the user. */
unsigned gate_peer_secured(struct gate_peer *peer, const struct tls_stream *tls,
			   enum tls_client_field field);
