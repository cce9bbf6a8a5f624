/* SPDX-License-Identifier: MIT */
/*
 * Who a client's certificate names, and what binds a login to a connection:
 * both ends speak over a socket pair in one process, the other one by the
 * library alone. The certificates are made for each run by openssl(1).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/buf.h"
#include "base/x.h"
#include "config/config.h"
#include "tls/tls_binding.h"
#include "tls/tls_client.h"
#include "tls/tls_context.h"
#include "tls/tls_identity.h"
#include "tls/tls_openssl.h"
#include "tls/tls_stream.h"

static char dir[] = "/tmp/test-tls-client-XXXXXX";

/* Makes NAME.pem and NAME.key for each authority, and for each client a
 * certificate by one of them; gone.crl has the one that was revoked. */
static const char make[] =
	"set -e; exec >/dev/null 2>&1; cd \"$0\"\n"
	"key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'\n"
	"for ca in ours theirs; do\n"
	"openssl req -x509 $key -days 2 -subj /CN=$ca -keyout $ca.key"
	" -out $ca.pem; done\n"
	"issue() { # name authority subject days names\n"
	"openssl req $key -subj \"$3\" -keyout $1.key -out $1.csr\n"
	"printf 'basicConstraints=CA:FALSE\\n%s\\n' \"$5\" >$1.ext\n"
	"openssl x509 -req -in $1.csr -CA $2.pem -CAkey $2.key -days $4"
	" -extfile $1.ext -out $1.pem; }\n"
	"issue server ours /CN=localhost 2 ''\n"
	"issue ann ours '/CN=ann/UID=ann7' 2"
	" subjectAltName=email:ann@a.example\n"
	"issue bob ours '/CN=bob/CN=bobby' 2"
	" subjectAltName=email:b@a.example,email:c@a.example\n"
	"issue none ours /O=none 2 ''\n"
	"issue eve theirs /CN=ann 2 subjectAltName=email:ann@a.example\n"
	"issue gone ours /CN=gone 2 subjectAltName=email:gone@a.example\n"
	"issue old ours /CN=old -1 subjectAltName=email:old@a.example\n"
	"mkdir db; : >db/index; echo 01 >db/number\n"
	"printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=db/index\\n"
	"crlnumber=db/number\\ndefault_md=sha256\\n"
	"default_crl_days=2\\n' >ca.conf\n"
	"openssl ca -config ca.conf -cert ours.pem -keyfile ours.key"
	" -revoke gone.pem\n"
	"openssl ca -config ca.conf -cert ours.pem -keyfile ours.key"
	" -gencrl -out ours.crl\n"
	"cat ours.pem ours.crl >revoking.pem\n";

static int make_certificates(void **state)
{
	char script[128];

	(void)state;
	if (!mkdtemp(dir))
		return -1;
	snprintf(script, sizeof(script), "%s/make", dir);
	{
		FILE *file = fopen(script, "we");

		if (!file || fputs(make, file) < 0 || fclose(file) != 0)
			return -1;
	}
	snprintf(script, sizeof(script), "sh -c '. %s/make' %s", dir, dir);
	return system(script) == 0 ? 0 : -1;
}

static int remove_certificates(void **state)
{
	char command[64];

	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", dir);
	return system(command);
}

static char *path(const char *name, const char *kind)
{
	static char text[8][96];
	static unsigned turn;

	turn = (turn + 1) % 8;
	snprintf(text[turn], sizeof(text[turn]), "%s/%s.%s", dir, name, kind);
	return text[turn];
}

/* Both ends of a connection. */
struct pair {
	int fd[2];
	struct tls_context *context;
	struct tls_stream *stream;
	SSL_CTX *ctx;
	SSL *ssl;
};

static void set_up_client(struct pair *p, const char *certificate, int version)
{
	p->ctx = SSL_CTX_new(TLS_client_method());
	assert_non_null(p->ctx);
	if (certificate) {
		assert_int_equal(SSL_CTX_use_certificate_file(
					 p->ctx, path(certificate, "pem"),
					 SSL_FILETYPE_PEM),
				 1);
		assert_int_equal(SSL_CTX_use_PrivateKey_file(
					 p->ctx, path(certificate, "key"),
					 SSL_FILETYPE_PEM),
				 1);
	}
	SSL_CTX_set_max_proto_version(p->ctx, version);
	p->ssl = SSL_new(p->ctx);
	SSL_set_fd(p->ssl, p->fd[1]);
	SSL_set_connect_state(p->ssl);
}

static void set(char **setting, const char *value)
{
	free(*setting);
	*setting = x_strdup(value);
}

static void open_pair(struct pair *p, enum tls_context_clients clients,
		      const char *authority, const char *certificate,
		      int version)
{
	struct tls_identities identities;
	struct config config;
	struct err err;

	assert_int_equal(socketpair(AF_UNIX,
				    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK,
				    0, p->fd),
			 0);
	assert_true(config_load(NULL, dir, &config, &err));
	set(&config.tls_cert, path("server", "pem"));
	set(&config.tls_key, path("server", "key"));
	set(&config.tls_client_ca, path(authority, "pem"));
	assert_true(tls_identity_load_all(&config, &identities, &err));
	assert_true(tls_context_new(&config, &identities, clients, &p->context,
				    &err));
	tls_identity_release_all(&identities);
	config_release(&config);
	p->stream = tls_stream_new(p->context, p->fd[0]);
	assert_non_null(p->stream);
	set_up_client(p, certificate, version);
}

/* The server's end of it. */
static enum tls_stream_step shake_hands(struct pair *p)
{
	for (unsigned i = 0; i < 100; i++) {
		int done = SSL_do_handshake(p->ssl);
		enum tls_stream_step step = tls_stream_handshake(p->stream);

		if (step == TLS_STREAM_FAILED ||
		    (step == TLS_STREAM_DONE && done == 1))
			return step;
	}
	return TLS_STREAM_WANT_READ;
}

static void close_pair(struct pair *p)
{
	tls_stream_free(&p->stream);
	tls_context_free(&p->context);
	SSL_free(p->ssl);
	SSL_CTX_free(p->ctx);
	close(p->fd[0]);
	close(p->fd[1]);
}

/* "" for none, "refused" if the handshake failed. */
static const char *name_by(enum tls_context_clients clients,
			   const char *authority, const char *certificate,
			   enum tls_client_field field)
{
	static char name[64];
	struct pair p;

	open_pair(&p, clients, authority, certificate, 0);
	if (shake_hands(&p) != TLS_STREAM_DONE)
		snprintf(name, sizeof(name), "refused");
	else if (!tls_client_name(p.stream, field, name, sizeof(name)))
		name[0] = '\0';
	close_pair(&p);
	return name;
}

static void test_tls_client__names_who_a_trusted_certificate_names(void **state)
{
	static const struct {
		const char *certificate;
		enum tls_client_field field;
		const char *name;
	} cases[] = {
		{ "ann", TLS_CLIENT_EMAIL, "ann@a.example" },
		{ "ann", TLS_CLIENT_COMMON_NAME, "ann" },
		{ "ann", TLS_CLIENT_USER_ID, "ann7" },
		/* Of two names none is the one. */
		{ "bob", TLS_CLIENT_EMAIL, "" },
		{ "bob", TLS_CLIENT_COMMON_NAME, "" },
		{ "bob", TLS_CLIENT_USER_ID, "" },
		{ "none", TLS_CLIENT_EMAIL, "" },
		{ "none", TLS_CLIENT_COMMON_NAME, "" },
		{ NULL, TLS_CLIENT_EMAIL, "" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++)
		assert_string_equal(name_by(TLS_CONTEXT_KNOWN, "ours",
					    cases[i].certificate,
					    cases[i].field),
				    cases[i].name);
	assert_string_equal(
		name_by(TLS_CONTEXT_ANONYMOUS, "ours", "ann", TLS_CLIENT_EMAIL),
		"");
}

static void test_tls_client__who_is_not_trusted_has_no_name(void **state)
{
	static const struct {
		const char *certificate;
		const char *authority;
		const char *name;
	} cases[] = {
		{ "eve", "ours", "" },
		{ "old", "ours", "" },
		{ "eve", "theirs", "ann@a.example" },
		{ "ann", "theirs", "" },
		{ "gone", "ours", "gone@a.example" },
		{ "gone", "revoking", "" },
		{ "ann", "revoking", "ann@a.example" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const char *name =
			name_by(TLS_CONTEXT_KNOWN, cases[i].authority,
				cases[i].certificate, TLS_CLIENT_EMAIL);

		assert_string_equal(name, cases[i].name);
		name = name_by(TLS_CONTEXT_CERTIFIED, cases[i].authority,
			       cases[i].certificate, TLS_CLIENT_EMAIL);
		assert_string_equal(name,
				    *cases[i].name ? cases[i].name : "refused");
	}
	assert_string_equal(
		name_by(TLS_CONTEXT_CERTIFIED, "ours", NULL, TLS_CLIENT_EMAIL),
		"refused");
}

static void test_tls_client__has_no_name_that_does_not_fit(void **state)
{
	struct pair p;
	char name[14];

	(void)state;
	open_pair(&p, TLS_CONTEXT_KNOWN, "ours", "ann", 0);
	assert_false(tls_client_name(p.stream, TLS_CLIENT_EMAIL, name, 14));
	assert_int_equal(shake_hands(&p), TLS_STREAM_DONE);
	assert_true(tls_client_name(p.stream, TLS_CLIENT_EMAIL, name, 14));
	assert_false(tls_client_name(p.stream, TLS_CLIENT_EMAIL, name, 13));
	close_pair(&p);
}

static void test_tls_binding__is_what_the_client_has(void **state)
{
	static const char label[] = "EXPORTER-Channel-Binding";
	uint8_t ours[TLS_BINDING_MAX], theirs[TLS_BINDING_MAX];
	struct pair p;
	size_t len;

	(void)state;
	open_pair(&p, TLS_CONTEXT_ANONYMOUS, "ours", NULL, TLS1_3_VERSION);
	assert_int_equal(tls_binding_get(p.stream, TLS_BINDING_EXPORTER, ours),
			 0);
	assert_int_equal(shake_hands(&p), TLS_STREAM_DONE);
	assert_int_equal(tls_binding_get(p.stream, TLS_BINDING_UNIQUE, ours),
			 0);
	assert_int_equal(tls_binding_get(p.stream, TLS_BINDING_EXPORTER, ours),
			 32);
	/* RFC 9266 2: no context, which is as an empty one in TLS 1.3 */
	assert_int_equal(SSL_export_keying_material(p.ssl, theirs, 32, label,
						    sizeof(label) - 1, NULL, 0,
						    0),
			 1);
	assert_memory_equal(ours, theirs, 32);
	close_pair(&p);

	open_pair(&p, TLS_CONTEXT_ANONYMOUS, "ours", NULL, TLS1_2_VERSION);
	assert_int_equal(shake_hands(&p), TLS_STREAM_DONE);
	len = tls_binding_get(p.stream, TLS_BINDING_UNIQUE, ours);
	assert_int_equal(len, SSL_get_finished(p.ssl, theirs, sizeof(theirs)));
	assert_memory_equal(ours, theirs, len);
	close_pair(&p);
}

static void test_tls_binding__end_point_is_of_the_certificate(void **state)
{
	uint8_t ours[TLS_BINDING_MAX], theirs[EVP_MAX_MD_SIZE];
	unsigned len;
	struct pair p;
	X509 *certificate;

	(void)state;
	open_pair(&p, TLS_CONTEXT_ANONYMOUS, "ours", NULL, 0);
	assert_int_equal(shake_hands(&p), TLS_STREAM_DONE);
	certificate = SSL_get1_peer_certificate(p.ssl);
	assert_int_equal(X509_digest(certificate, EVP_sha256(), theirs, &len),
			 1);
	X509_free(certificate);
	assert_int_equal(tls_binding_get(p.stream, TLS_BINDING_END_POINT, ours),
			 len);
	assert_memory_equal(ours, theirs, len);
	close_pair(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			test_tls_client__names_who_a_trusted_certificate_names),
		cmocka_unit_test(
			test_tls_client__who_is_not_trusted_has_no_name),
		cmocka_unit_test(
			test_tls_client__has_no_name_that_does_not_fit),
		cmocka_unit_test(test_tls_binding__is_what_the_client_has),
		cmocka_unit_test(
			test_tls_binding__end_point_is_of_the_certificate),
	};

	return cmocka_run_group_tests(tests, make_certificates,
				      remove_certificates);
}
