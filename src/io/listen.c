/* SPDX-License-Identifier: MIT */
/*
 * A socket file that nobody listens on refuses connections; that is how a
 * stale one is told from a live one. Its mode is set between bind and listen,
 * when nobody can connect yet.
 */
#include "io/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>

#include "base/auto.h"
#include "base/x.h"

/*
 * sun_path holds 107 bytes; a longer path is reached through an fd of its
 * folder, which the caller keeps open until bind or connect is done.
 */
static bool unix_address(const char *path, struct sockaddr_un *out,
			 int *out_dir_fd, struct err *err)
{
	const char *slash = strrchr(path, '/');
	auto_free char *folder = NULL;
	int len;

	*out_dir_fd = -1;
	*out = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) < sizeof(out->sun_path)) {
		memcpy(out->sun_path, path, strlen(path));
		return true;
	}
	errno = ENAMETOOLONG;
	if (!slash)
		return err_sys(err, "socket %s", path);
	folder = x_span_dup(span_make(path, (size_t)(slash - path) + 1));
	*out_dir_fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (*out_dir_fd < 0)
		return err_sys(err, "socket %s", path);
	len = snprintf(out->sun_path, sizeof(out->sun_path),
		       "/proc/self/fd/%d/%s", *out_dir_fd, slash + 1);
	errno = ENAMETOOLONG;
	if ((size_t)len >= sizeof(out->sun_path))
		return err_sys(err, "socket %s", path);
	return true;
}

static int unix_socket(int type_flags)
{
	return socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | type_flags, 0);
}

static bool is_stale(const char *path, const struct sockaddr_un *address)
{
	auto_fd int probe = unix_socket(SOCK_NONBLOCK);
	struct stat st;

	if (probe < 0 || lstat(path, &st) < 0 || !S_ISSOCK(st.st_mode))
		return false;
	return connect(probe, (const struct sockaddr *)address,
		       sizeof(*address)) < 0 &&
	       errno == ECONNREFUSED;
}

static bool bind_unix(int fd, const char *path,
		      const struct sockaddr_un *address, struct err *err)
{
	const struct sockaddr *any = (const struct sockaddr *)address;

	if (bind(fd, any, sizeof(*address)) == 0)
		return true;
	if (errno != EADDRINUSE)
		return err_sys(err, "bind %s", path);
	if (!is_stale(path, address)) {
		err_set(err, ERR_EXISTS, "Socket in use");
		return err_detail(err, "somebody listens on %s", path);
	}
	if (unlink(path) < 0 || bind(fd, any, sizeof(*address)) < 0)
		return err_sys(err, "replace stale socket %s", path);
	return true;
}

bool listen_unix(const char *path, mode_t mode, int *out_fd, struct err *err)
{
	struct sockaddr_un address;
	auto_fd int dir_fd = -1;
	auto_fd int fd = unix_socket(0);

	if (fd < 0)
		return err_sys(err, "socket");
	if (!unix_address(path, &address, &dir_fd, err) ||
	    !bind_unix(fd, path, &address, err))
		return false;
	if (chmod(path, mode) < 0 || listen(fd, SOMAXCONN) < 0)
		return err_sys(err, "listen on %s", path);
	*out_fd = auto_fd_take(&fd);
	return true;
}

/* unix(7): the limit of sending is that of connecting too. 0: none. */
static bool limit_sending(int fd, unsigned milliseconds)
{
	const struct timeval limit = {
		.tv_sec = milliseconds / 1000,
		.tv_usec = milliseconds % 1000 * 1000,
	};

	return setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit)) ==
	       0;
}

static bool connect_unix(const char *path, int type_flags,
			 unsigned milliseconds, int *out_fd, struct err *err)
{
	struct sockaddr_un address;
	auto_fd int dir_fd = -1;
	auto_fd int fd = unix_socket(type_flags);

	if (fd < 0 || !limit_sending(fd, milliseconds))
		return err_sys(err, "socket");
	if (!unix_address(path, &address, &dir_fd, err))
		return false;
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0)
		return err_sys(err, "connect to %s", path);
	*out_fd = auto_fd_take(&fd);
	return true;
}

bool listen_connect_unix(const char *path, int *out_fd, struct err *err)
{
	return connect_unix(path, 0, 0, out_fd, err);
}

bool listen_connect_unix_within(const char *path, unsigned milliseconds,
				int *out_fd, struct err *err)
{
	return connect_unix(path, 0, milliseconds, out_fd, err);
}

bool listen_try_unix(const char *path, int *out_fd, struct err *err)
{
	return connect_unix(path, SOCK_NONBLOCK, 0, out_fd, err);
}

static bool listen_on(const struct sockaddr *address, socklen_t size,
		      int *out_fd)
{
	auto_fd int fd =
		socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1;
	int off = 0;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0)
		return false;
	if (address->sa_family == AF_INET6 &&
	    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) < 0)
		return false;
	/* Accepted sockets inherit it: our writes are whole replies. */
	if (setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) < 0 ||
	    bind(fd, address, size) < 0 || listen(fd, SOMAXCONN) < 0)
		return false;
	*out_fd = auto_fd_take(&fd);
	return true;
}

/* One IPv6 socket takes IPv4 too; a kernel without IPv6 gets IPv4. */
static bool listen_everywhere(unsigned port, int *out_fd, struct err *err)
{
	struct sockaddr_in6 six = {
		.sin6_family = AF_INET6,
		.sin6_port = htons((uint16_t)port),
		.sin6_addr = IN6ADDR_ANY_INIT,
	};
	struct sockaddr_in four = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_ANY),
	};

	if (listen_on((struct sockaddr *)&six, sizeof(six), out_fd))
		return true;
	if (errno == EAFNOSUPPORT &&
	    listen_on((struct sockaddr *)&four, sizeof(four), out_fd))
		return true;
	return err_sys(err, "listen on *:%u", port);
}

bool listen_tcp(const char *address, unsigned port, int *out_fd,
		struct err *err)
{
	const struct addrinfo hints = {
		.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
		.ai_socktype = SOCK_STREAM,
	};
	struct addrinfo *found = NULL;
	char service[16];
	bool done;

	if (port < 1 || port > 65535)
		return err_set(err, ERR_SYNTAX, "Port %u is not 1..65535",
			       port);
	if (strcmp(address, "*") == 0)
		return listen_everywhere(port, out_fd, err);
	snprintf(service, sizeof(service), "%u", port);
	if (getaddrinfo(address, service, &hints, &found) != 0)
		return err_set(err, ERR_SYNTAX, "\"%s\" is no IP address",
			       address);
	done = listen_on(found->ai_addr, found->ai_addrlen, out_fd);
	if (!done)
		err_sys(err, "listen on %s port %u", address, port);
	freeaddrinfo(found);
	return done;
}
