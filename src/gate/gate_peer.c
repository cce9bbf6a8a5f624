/* SPDX-License-Identifier: MIT */
#include "gate/gate_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <sys/random.h>
#include <sys/socket.h>

#include "base/check.h"
#include "tls/tls_binding.h"
#include "tls/tls_client.h"

/* An IPv4 client of an IPv6 socket is written as IPv4. */
static void write_ip(int fd, int (*name)(int, struct sockaddr *, socklen_t *),
		     char *out)
{
	struct sockaddr_storage address = { 0 };
	socklen_t size = sizeof(address);
	const struct sockaddr_in *v4 = (const void *)&address;
	const struct sockaddr_in6 *v6 = (const void *)&address;

	out[0] = '\0';
	if (name(fd, (struct sockaddr *)&address, &size) != 0)
		return;
	if (address.ss_family == AF_INET)
		inet_ntop(AF_INET, &v4->sin_addr, out, GATE_PEER_IP_SIZE);
	else if (address.ss_family != AF_INET6)
		return;
	else if (IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))
		inet_ntop(AF_INET, &v6->sin6_addr.s6_addr[12], out,
			  GATE_PEER_IP_SIZE);
	else
		inet_ntop(AF_INET6, &v6->sin6_addr, out, GATE_PEER_IP_SIZE);
}

static int remote_name(int fd, struct sockaddr *address, socklen_t *size)
{
	return getpeername(fd, address, size);
}

static int local_name(int fd, struct sockaddr *address, socklen_t *size)
{
	return getsockname(fd, address, size);
}

void gate_peer_init(struct gate_peer *peer, int fd)
{
	uint64_t random;

	/* So few bytes always come whole. */
	ASSERT(getrandom(&random, sizeof(random), 0) == sizeof(random));
	snprintf(peer->session, sizeof(peer->session), "%016llx",
		 (unsigned long long)random);
	peer->certificate[0] = '\0';
	write_ip(fd, remote_name, peer->remote_ip);
	write_ip(fd, local_name, peer->local_ip);
}

unsigned gate_peer_secured(struct gate_peer *peer, const struct tls_stream *tls,
			   enum tls_client_field field)
{
	unsigned security = GATE_SECURED;
	uint8_t binding[TLS_BINDING_MAX];

	for (enum tls_binding b = 0; b < TLS_BINDINGS; b++)
		if (tls_binding_get(tls, b, binding))
			security |= GATE_BINDABLE;
	if (tls_client_name(tls, field, peer->certificate,
			    sizeof(peer->certificate)))
		security |= GATE_CERTIFIED;
	else
		peer->certificate[0] = '\0';
	return security;
}
