# SPDX-License-Identifier: MIT
"""A TLS client that can do what Python's can't: ask for new keys (TLS 1.3) or a
new handshake (TLS 1.2) in the middle of a session. libssl by ctypes."""
import ctypes
import socket

SSL = ctypes.CDLL("libssl.so.3")
CRYPTO = ctypes.CDLL("libcrypto.so.3")
for name in ("TLS_client_method", "SSL_CTX_new", "SSL_new"):
    getattr(SSL, name).restype = ctypes.c_void_p
CRYPTO.ERR_get_error.restype = ctypes.c_ulong
SET_MIN_PROTO, SET_MAX_PROTO = 123, 124
VERSIONS = {"1.2": 0x0303, "1.3": 0x0304}
KEYS, KEYS_OF_BOTH = 0, 1  # SSL_KEY_UPDATE_NOT_REQUESTED, SSL_KEY_UPDATE_REQUESTED


class Refused(Exception):
    pass


class OpensslClient:
    """As far as test_park.Client uses a socket."""

    def __init__(self, port, version):
        context = ctypes.c_void_p(SSL.SSL_CTX_new(ctypes.c_void_p(SSL.TLS_client_method())))
        for which in (SET_MIN_PROTO, SET_MAX_PROTO):
            assert SSL.SSL_CTX_ctrl(context, which, ctypes.c_long(VERSIONS[version]), None) == 1
        self.sock = socket.create_connection(("127.0.0.1", port), 60)
        self.sock.settimeout(None)  # it waits in libssl
        self.ssl = ctypes.c_void_p(SSL.SSL_new(context))
        SSL.SSL_CTX_free(context)
        SSL.SSL_set_fd(self.ssl, self.sock.fileno())
        self.do(SSL.SSL_connect(self.ssl))

    @staticmethod
    def do(result):
        if result > 0:
            return result
        text = ctypes.create_string_buffer(256)
        CRYPTO.ERR_error_string_n(ctypes.c_ulong(CRYPTO.ERR_get_error()), text, 256)
        raise Refused(text.value.decode())

    def sendall(self, data):
        self.do(SSL.SSL_write(self.ssl, data, len(data)))

    def recv(self, size):
        room = ctypes.create_string_buffer(size)
        got = self.do(SSL.SSL_read(self.ssl, room, size))
        return room.raw[:got]

    def settimeout(self, seconds):
        pass

    def new_keys(self, whose):
        """KeyUpdate (RFC 8446 4.6.3), now, without anything else."""
        self.do(SSL.SSL_key_update(self.ssl, whose))
        self.do(SSL.SSL_do_handshake(self.ssl))

    def new_handshake(self):
        """RFC 5246 7.4.1.1, by the client."""
        self.do(SSL.SSL_renegotiate(self.ssl))
        self.do(SSL.SSL_do_handshake(self.ssl))

    def close(self):
        SSL.SSL_free(self.ssl)
        self.sock.close()
