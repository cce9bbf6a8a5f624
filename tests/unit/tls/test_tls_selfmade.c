/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/x.h"
#include "config/config.h"
#include "io/file.h"
#include "tls/tls_context.h"
#include "tls/tls_identity.h"
#include "tls/tls_selfmade.h"

struct place {
	char dir[32];
	char cert[64];
	char key[64];
};

static int set_up(void **state)
{
	static struct place place;

	memcpy(place.dir, "/tmp/tls-XXXXXX", 16);
	assert_non_null(mkdtemp(place.dir));
	snprintf(place.cert, sizeof(place.cert), "%s/t/cert.pem", place.dir);
	snprintf(place.key, sizeof(place.key), "%s/t/key.pem", place.dir);
	*state = &place;
	return 0;
}

static int tear_down(void **state)
{
	struct place *place = *state;
	char folder[40];

	unlink(place->cert);
	unlink(place->key);
	snprintf(folder, sizeof(folder), "%s/t", place->dir);
	rmdir(folder);
	return rmdir(place->dir);
}

static bool new_context(const struct place *place, struct tls_context **out,
			struct err *err)
{
	struct tls_identities identities;
	struct config config;
	bool done;

	*out = NULL;
	assert_true(config_load(NULL, place->dir, &config, err));
	free(config.tls_cert);
	free(config.tls_key);
	config.tls_cert = x_strdup(place->cert);
	config.tls_key = x_strdup(place->key);
	done = tls_identity_load_all(&config, &identities, err) &&
	       tls_context_new(&config, &identities, TLS_CONTEXT_ANONYMOUS, out,
			       err);
	tls_identity_release_all(&identities);
	config_release(&config);
	return done;
}

static void read_key(const struct place *place, struct buf *out)
{
	struct err err;

	buf_init(out, 16384);
	assert_true(file_read(AT_FDCWD, place->key, out, &err));
}

static void test_tls_selfmade__pair_can_be_served(void **state)
{
	const struct place *place = *state;
	struct tls_context *context;
	struct stat st;
	struct err err;

	assert_true(tls_selfmade_ensure(place->cert, place->key, "mail.example",
					&err));
	assert_int_equal(stat(place->key, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_true(new_context(place, &context, &err));
	tls_context_free(&context);
	assert_null(context);
}

static void test_tls_selfmade__pair_that_is_there_is_kept(void **state)
{
	const struct place *place = *state;
	auto_buf struct buf before;
	auto_buf struct buf after;
	struct err err;

	assert_true(tls_selfmade_ensure(place->cert, place->key, "", &err));
	read_key(place, &before);
	assert_true(tls_selfmade_ensure(place->cert, place->key, "", &err));
	read_key(place, &after);
	assert_string_equal(buf_str(&before), buf_str(&after));
}

static void test_tls_selfmade__half_a_pair(void **state)
{
	const struct place *place = *state;
	struct err err;

	assert_true(tls_selfmade_ensure(place->cert, place->key, "", &err));
	unlink(place->key);
	assert_false(tls_selfmade_ensure(place->cert, place->key, "", &err));
	assert_int_equal(err.kind, ERR_STATE);
	/* a key without certificate is what a crash leaves: made anew */
	unlink(place->cert);
	assert_true(tls_selfmade_ensure(place->cert, place->key, "", &err));
	unlink(place->cert);
	assert_true(tls_selfmade_ensure(place->cert, place->key, "", &err));
}

static void test_tls_context__bad_files_are_refused(void **state)
{
	const struct place *place = *state;
	struct tls_context *context;
	struct err err;

	assert_false(new_context(place, &context, &err));
	assert_int_equal(err.kind, ERR_CORRUPT);
	assert_null(context);
	assert_true(tls_selfmade_ensure(place->cert, place->key, "", &err));
	assert_true(file_write_atomic(AT_FDCWD, place->key, SPAN("no key"),
				      0600, &err));
	assert_false(new_context(place, &context, &err));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			test_tls_selfmade__pair_can_be_served, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			test_tls_selfmade__pair_that_is_there_is_kept, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(test_tls_selfmade__half_a_pair,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			test_tls_context__bad_files_are_refused, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
