/* SPDX-License-Identifier: MIT */
/*
 * Sends one message through fumikura-submit, for its tests:
 *
 *   submit_probe SOCKET SECONDS SENDER [RET=…] [ENVID=…] [BY=…]
 *       RECIPIENT [NOTIFY=…] [ORCPT=…]… <message
 *
 * prints "ok", "ok without DSN", or the kind of error and its texts,
 * tab-separated.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/num.h"
#include "base/x.h"
#include "submit/submit_client.h"

enum {
	MESSAGE_MAX = 1 << 28,
	PIECE = 65536
};

static void read_all(struct buf *out)
{
	char *room;
	ssize_t got;

	buf_init(out, MESSAGE_MAX);
	while ((room = buf_reserve(out, PIECE)) &&
	       (got = read(STDIN_FILENO, room, PIECE)) > 0)
		buf_grew(out, (size_t)got);
}

/* One word: a parameter, else a recipient. */
static void take_word(struct submit_envelope *e, struct submit_recipient *to,
		      struct span word)
{
	struct submit_recipient *last =
		e->recipient_count ? &to[e->recipient_count - 1] : to;
	const struct {
		const char *name;
		struct span *value;
	} rows[] = {
		{ "RET=", &e->ret },        { "ENVID=", &e->envid },
		{ "BY=", &e->by },          { "NOTIFY=", &last->notify },
		{ "ORCPT=", &last->orcpt },
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (span_starts(word, span_of(rows[i].name))) {
			*rows[i].value = span_from(word, strlen(rows[i].name));
			return;
		}
	to[e->recipient_count++].address = word;
}

int main(int argc, char **argv)
{
	struct submit_client client = { .socket = argc > 1 ? argv[1] : "" };
	struct submit_letter letter = { .piece_count = 1 };
	auto_free struct submit_recipient *recipient =
		x_calloc((size_t)argc, sizeof(*recipient));
	enum submit_taken taken;
	auto_buf struct buf message;
	struct span piece;
	struct err err;

	if (argc < 5 ||
	    !num_parse_u32(span_of(argv[2]), 1, 3600, &client.seconds))
		return 64;
	read_all(&message);
	piece = buf_span(&message);
	for (int i = 4; i < argc; i++)
		take_word(&letter.envelope, recipient, span_of(argv[i]));
	letter.envelope.sender = span_of(argv[3]);
	letter.envelope.recipient = recipient;
	letter.piece = &piece;
	if (submit_client_send(&client, &letter, &taken, &err)) {
		puts(taken == SUBMIT_TAKEN ? "ok" : "ok without DSN");
		return 0;
	}
	printf("%s\t%s\t%s\n", err_kind_name(err.kind), err.text, err.detail);
	return 1;
}
