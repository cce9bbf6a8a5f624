/* SPDX-License-Identifier: MIT */
/*
 * OpenSSL's way to a socket that never waits, whatever flags the socket has:
 * another process may have a copy of it, and change them.
 */
#pragma once

#include "tls/tls_openssl.h"

/* The fd stays the caller's. NULL: no memory. */
BIO *tls_socket_new(int fd);
