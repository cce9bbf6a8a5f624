/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_once.h"

#include "base/auto.h"
#include "base/clock.h"

enum {
	KEY_TEXT_CAP = 4096,
	DAY = 24 * 60 * 60,
	DAYS = 7 /* an MTA gives up trying sooner */
};

void deliver_once_key_of(const char *word, struct deliver_once_text *text,
			 struct span address, uint8_t out[STORE_ONCE_KEY])
{
	auto_buf struct buf all;

	buf_init(&all, KEY_TEXT_CAP);
	if (!text->is_digested)
		crypto_digest_make(text->text, text->digest);
	text->is_digested = true;
	buf_add_str(&all, word);
	buf_add_char(&all, '\0');
	buf_add(&all, span_make(text->digest, sizeof(text->digest)));
	for (size_t i = 0; i < address.len; i++)
		buf_add_char(&all, span_lower(address.ptr[i]));
	crypto_digest_make(buf_span(&all), out);
}

void deliver_once_key(const char *word, struct span text, struct span address,
		      uint8_t out[STORE_ONCE_KEY])
{
	struct deliver_once_text once = { .text = text };

	deliver_once_key_of(word, &once, address, out);
}

bool deliver_once_remember(struct store_user *store,
			   const uint8_t key[STORE_ONCE_KEY], struct err *err)
{
	int64_t until = clock_now() + (int64_t)DAYS * DAY;

	return store_once_put(store, key, until, err);
}

bool deliver_once_forget(struct store_user *store,
			 const uint8_t key[STORE_ONCE_KEY], struct err *err)
{
	bool known;

	return store_once_has(store, key, &known, err) &&
	       (!known || store_once_put(store, key, 0, err));
}
