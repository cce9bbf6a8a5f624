/* SPDX-License-Identifier: MIT */
/*
 * Sends one message through fumikura-submit, for its tests:
 *
 *   submit_probe SOCKET SECONDS SENDER RECIPIENT… <message
 *
 * prints "ok", or the kind of error and its texts, tab-separated.
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

int main(int argc, char **argv)
{
	struct submit_client client = { .socket = argc > 1 ? argv[1] : "" };
	struct submit_letter letter = { .piece_count = 1 };
	auto_free struct span *recipient =
		x_calloc((size_t)argc, sizeof(*recipient));
	auto_buf struct buf message;
	struct span piece;
	struct err err;

	if (argc < 5 ||
	    !num_parse_u32(span_of(argv[2]), 1, 3600, &client.seconds))
		return 64;
	read_all(&message);
	piece = buf_span(&message);
	for (int i = 4; i < argc; i++)
		recipient[letter.recipient_count++] = span_of(argv[i]);
	letter.sender = span_of(argv[3]);
	letter.recipient = recipient;
	letter.piece = &piece;
	if (submit_client_send(&client, &letter, &err)) {
		puts("ok");
		return 0;
	}
	printf("%s\t%s\t%s\n", err_kind_name(err.kind), err.text, err.detail);
	return 1;
}
