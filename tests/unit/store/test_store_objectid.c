/* SPDX-License-Identifier: MIT */
/* Object ids (RFC 8474) and save dates (RFC 8514). */
#include "fixture.h"

#include <string.h>

#include "base/auto.h"
#include "base/clock.h"
#include "store/store_search.h"

enum id_kind {
	EMAIL,
	THREAD
};

static bool find(struct store_box *box, uint32_t uid, enum id_kind kind,
		 struct buf *out, struct err *err)
{
	struct store_message m;
	struct store_read read;
	bool ok;

	assert_true(store_read_begin(box, &read, err));
	assert_true(store_message_get(&read, uid, &m, err));
	ok = kind == EMAIL ? store_objectid_email(&read, &m, out, err)
			   : store_objectid_thread(&read, &m, out, err);
	store_read_end(&read);
	return ok;
}

/* In one of four buffers. */
static const char *id_of(struct fixture *f, const char *mailbox, uint32_t uid,
			 enum id_kind kind)
{
	static char room[4][64];
	static unsigned next;
	char *text = room[next++ % 4];
	struct store_box *box = fixture_open(f, mailbox);
	struct err err = { 0 };
	auto_buf struct buf id;

	buf_init(&id, 63);
	if (!find(box, uid, kind, &id, &err)) {
		assert_int_equal(err.kind, ERR_NOTFOUND);
		err_clear(&err);
		assert_true(store_message_cache(box, uid, &err));
		assert_true(find(box, uid, kind, &id, &err));
	}
	store_box_close(&box);
	memcpy(text, buf_str(&id), id.len + 1);
	return text;
}

static void keep(char room[64], const char *id)
{
	memcpy(room, id, strlen(id) + 1);
}

static uint32_t append(struct fixture *f, const char *text, int64_t date)
{
	const struct store_append options = { .internaldate = date };
	struct store_appended out = { 0 };

	assert_int_equal(fixture_append_bytes(f->user, "INBOX", span_of(text),
					      &options, &out),
			 ERR_NONE);
	return out.uid;
}

static void test_store_objectid__ids_go_with_the_message(void **state)
{
	struct fixture *f = *state;
	char email[64], thread[64];
	struct err err = { 0 };

	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("B"), &err));
	append(f, "Message-ID: <1@x>\r\n\r\nx\r\n", 1700000000);
	keep(email, id_of(f, "INBOX", 1, EMAIL));
	keep(thread, id_of(f, "INBOX", 1, THREAD));
	assert_int_equal(strlen(email), 1 + 32 + 8);
	assert_int_equal(email[0], 'M');
	assert_int_equal(strlen(thread), 1 + 32);
	assert_int_equal(thread[0], 'T');
	fixture_carry(f, "INBOX", "A", STORE_COPY);
	fixture_carry(f, "INBOX", "B", STORE_MOVE);
	for (unsigned i = 0; i < 2; i++) {
		assert_string_equal(id_of(f, "A", 1, EMAIL), email);
		assert_string_equal(id_of(f, "A", 1, THREAD), thread);
		assert_string_equal(id_of(f, "B", 1, EMAIL), email);
		assert_string_equal(id_of(f, "B", 1, THREAD), thread);
		fixture_lose_index(f);
	}
}

static void test_store_objectid__content_and_date_make_the_email(void **state)
{
	struct fixture *f = *state;

	append(f, "a: b\r\n\r\nx\r\n", 1700000000);
	append(f, "a: b\r\n\r\nx\r\n", 1700000000);
	append(f, "a: b\r\n\r\ny\r\n", 1700000000);
	append(f, "a: b\r\n\r\nx\r\n", 1700000001);
	assert_string_equal(id_of(f, "INBOX", 1, EMAIL),
			    id_of(f, "INBOX", 2, EMAIL));
	assert_string_not_equal(id_of(f, "INBOX", 1, EMAIL),
				id_of(f, "INBOX", 3, EMAIL));
	assert_string_not_equal(id_of(f, "INBOX", 1, EMAIL),
				id_of(f, "INBOX", 4, EMAIL));
	/* Without any Message-ID it is a thread of its own. */
	assert_string_equal(id_of(f, "INBOX", 1, THREAD),
			    id_of(f, "INBOX", 2, THREAD));
	assert_string_not_equal(id_of(f, "INBOX", 1, THREAD),
				id_of(f, "INBOX", 3, THREAD));
}

static void test_store_objectid__answers_are_of_one_thread(void **state)
{
	static const char *const texts[] = {
		"Message-ID: <1@x>\r\n\r\n",
		"Message-ID: <2@x>\r\nIn-Reply-To: Yours of today\r\n"
		" <1@x> (Mio)\r\n\r\n",
		"Message-ID: <3@x>\r\nIn-Reply-To: <2@x>\r\n"
		"References:\r\n\t<1@x>\r\n <2@x>\r\n\r\n",
		"Message-ID:\r\n <1@x>\r\nReferences: \r\n\r\n",
		"message-id: <4@x>\r\nreferences: <1@X>\r\n\r\n",
	};
	struct fixture *f = *state;
	char thread[64];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		append(f, texts[i], INT64_MIN);
	keep(thread, id_of(f, "INBOX", 1, THREAD));
	for (uint32_t uid = 2; uid <= 4; uid++)
		assert_string_equal(id_of(f, "INBOX", uid, THREAD), thread);
	assert_string_not_equal(id_of(f, "INBOX", 5, THREAD), thread);
}

static int64_t saved(struct fixture *f, const char *mailbox, uint32_t uid)
{
	struct store_box *box = fixture_open(f, mailbox);
	struct store_message m;

	assert_true(fixture_message(box, uid, &m));
	store_box_close(&box);
	return m.savedate;
}

static void test_store_objectid__each_copy_has_a_save_date(void **state)
{
	struct fixture *f = *state;
	int64_t start = clock_now();
	struct err err = { 0 };

	fixture_write(f, "cur/1000000000.a.b:2,S", "a: b\n");
	append(f, "a: b\r\n", 1100000000);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(saved(f, "INBOX", 1), 1000000000);
		assert_in_range(saved(f, "INBOX", 2), start, clock_now());
		fixture_lose_index(f);
	}
	assert_true(store_create(f->user, SPAN("A"), &err));
	assert_true(store_create(f->user, SPAN("B"), &err));
	fixture_carry(f, "INBOX", "A", STORE_COPY);
	fixture_carry(f, "INBOX", "B", STORE_MOVE);
	for (unsigned i = 0; i < 2; i++) {
		assert_in_range(saved(f, "A", 1), start, clock_now());
		assert_in_range(saved(f, "B", 1), start, clock_now());
		fixture_lose_index(f);
	}
}

static const char *search(struct fixture *f, enum store_key key,
			  const char *text, uint64_t number)
{
	struct store_box *box = fixture_open(f, "INBOX");
	struct store_criterion c = {
		.key = key,
		.text = span_of(text),
		.number = number,
	};
	auto_ranges struct ranges found;
	struct err err = { 0 };

	ranges_init(&found);
	ranges_init(&c.set);
	assert_true(store_search(box, &c, &found, &err));
	store_search_release(&c);
	store_box_close(&box);
	return fixture_set(&found);
}

static void test_store_objectid__they_are_found(void **state)
{
	struct fixture *f = *state;
	char email[64], thread[64];

	fixture_write(f, "cur/1000000000.a.b:2,S", "Message-ID: <1@x>\n\n");
	fixture_write(f, "cur/1000900000.a.b:2,S", "References: <1@x>\n\n");
	append(f, "Message-ID: <2@x>\r\n\r\n", INT64_MIN);
	keep(email, id_of(f, "INBOX", 3, EMAIL));
	keep(thread, id_of(f, "INBOX", 1, THREAD));
	fixture_lose_index(f);
	/* Two have not been parsed by now. */
	assert_string_equal(search(f, STORE_KEY_EMAILID, email, 0), "3");
	assert_string_equal(search(f, STORE_KEY_THREADID, thread, 0), "1:2");
	assert_string_equal(search(f, STORE_KEY_THREADID, email, 0), "");
	assert_string_equal(search(f, STORE_KEY_EMAILID, "", 0), "");
	assert_string_equal(
		search(f, STORE_KEY_SAVEDBEFORE, "", 1000000000 / 86400 + 3),
		"1");
	assert_string_equal(
		search(f, STORE_KEY_SAVEDSINCE, "", 1000000000 / 86400 + 3),
		"2:3");
	assert_string_equal(search(f, STORE_KEY_SAVEDON, "", 1), "");
}

#define T(test)                                                                \
	cmocka_unit_test_setup_teardown(test, fixture_make, fixture_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(test_store_objectid__ids_go_with_the_message),
		T(test_store_objectid__content_and_date_make_the_email),
		T(test_store_objectid__answers_are_of_one_thread),
		T(test_store_objectid__each_copy_has_a_save_date),
		T(test_store_objectid__they_are_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
