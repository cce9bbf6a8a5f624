/* SPDX-License-Identifier: MIT */
/* Who a connection is with: addresses and session id, as the logs and auth
 * are told. */
#pragma once

enum {
	GATE_PEER_IP_SIZE = 64,
	GATE_PEER_SESSION_SIZE = 17, /* 64 random bits in hexadecimal */
};

struct gate_peer {
	char session[GATE_PEER_SESSION_SIZE];
	char remote_ip[GATE_PEER_IP_SIZE]; /* empty for a unix socket */
	char local_ip[GATE_PEER_IP_SIZE];
};

void gate_peer_init(struct gate_peer *peer, int fd);
