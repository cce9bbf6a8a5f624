/* SPDX-License-Identifier: MIT */
#include "tls/tls_socket.h"

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

static int fd_of(BIO *bio)
{
	return (int)(intptr_t)BIO_get_data(bio);
}

static bool comes_again(void)
{
	return errno == EAGAIN || errno == EINTR;
}

static int read_socket(BIO *bio, char *to, int space)
{
	ssize_t n = recv(fd_of(bio), to, (size_t)space, MSG_DONTWAIT);

	BIO_clear_retry_flags(bio);
	if (n == 0)
		BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
	else if (n < 0 && comes_again())
		BIO_set_retry_read(bio);
	return (int)n;
}

static int write_socket(BIO *bio, const char *from, int len)
{
	ssize_t n = send(fd_of(bio), from, (size_t)len,
			 MSG_DONTWAIT | MSG_NOSIGNAL);

	BIO_clear_retry_flags(bio);
	if (n < 0 && comes_again())
		BIO_set_retry_write(bio);
	return (int)n;
}

static long control_socket(BIO *bio, int command, long number, void *pointer)
{
	(void)number;
	(void)pointer;
	if (command == BIO_CTRL_EOF)
		return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0;
	return command == BIO_CTRL_FLUSH;
}

static BIO_METHOD *new_method(void)
{
	BIO_METHOD *method =
		BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK,
			     "socket that never waits");

	if (!method)
		return NULL;
	BIO_meth_set_read(method, read_socket);
	BIO_meth_set_write(method, write_socket);
	BIO_meth_set_ctrl(method, control_socket);
	return method;
}

BIO *tls_socket_new(int fd)
{
	static BIO_METHOD *method;
	BIO *bio;

	if (!method)
		method = new_method();
	bio = method ? BIO_new(method) : NULL;
	if (!bio)
		return NULL;
	BIO_set_data(bio, (void *)(intptr_t)fd);
	BIO_set_init(bio, 1);
	return bio;
}
