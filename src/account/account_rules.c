/* SPDX-License-Identifier: MIT */
#include "account/account_rules.h"

#include "account/account_wire.h"
#include "base/auto.h"

static const struct {
	const char *name;
	uint32_t bit;
} modes[] = {
	{ "nolocal", ACCOUNT_NO_LOCAL },
	{ "noforward", ACCOUNT_NO_FORWARD },
	{ "noprogram", ACCOUNT_NO_PROGRAM },
	{ "reply", ACCOUNT_REPLY },
};

void account_rules_write(uint32_t delivery, struct buf *out)
{
	bool first = true;

	for (size_t i = 0; i < ARRAY_LEN(modes); i++) {
		if (!(delivery & modes[i].bit))
			continue;
		if (!first)
			buf_add_char(out, ',');
		buf_add_str(out, modes[i].name);
		first = false;
	}
}

static uint32_t mode_of(struct span word)
{
	for (size_t i = 0; i < ARRAY_LEN(modes); i++)
		if (span_eq_nocase(word, span_of(modes[i].name)))
			return modes[i].bit;
	return 0;
}

bool account_rules_modes(struct span list, uint32_t *out)
{
	bool known = true;
	struct span word;

	*out = 0;
	while (span_cut(&list, ',', &word)) {
		uint32_t bit = mode_of(span_trim(word));

		known &= bit != 0;
		*out |= bit;
	}
	return known;
}

static bool read_text(struct span line, struct span key, char *out, size_t size,
		      struct err *err)
{
	auto_buf struct buf text;
	struct span escaped;

	buf_init(&text, size - 1);
	if (account_wire_value(line, key, &escaped))
		account_wire_unescape(&text, escaped);
	if (text.full)
		return err_set(err, ERR_LIMIT, "account field too long");
	snprintf(out, size, "%s", buf_str(&text));
	return true;
}

bool account_rules_read(struct span line, struct account_rules *out,
			struct err *err)
{
	struct span list;

	*out = (struct account_rules){ 0 };
	if (account_wire_value(line, SPAN("delivery"), &list))
		(void)account_rules_modes(list, &out->delivery);
	if (!read_text(line, SPAN("forward"), out->forward,
		       sizeof(out->forward), err) ||
	    !read_text(line, SPAN("reply"), out->reply, sizeof(out->reply),
		       err) ||
	    !read_text(line, SPAN("sieve"), out->sieve, sizeof(out->sieve),
		       err))
		return false;
	if (out->delivery & ACCOUNT_NO_FORWARD)
		out->forward[0] = '\0';
	if (!(out->delivery & ACCOUNT_REPLY))
		out->reply[0] = '\0';
	out->delivery &= ACCOUNT_NO_LOCAL |
			 (out->reply[0] ? (uint32_t)ACCOUNT_REPLY : 0);
	return true;
}
