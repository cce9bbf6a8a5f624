/* SPDX-License-Identifier: MIT */
/* An LMTP client's bytes: lines, commands, messages, chunks, addresses, and for
 * whom it says it acts. */
#include <stdint.h>

#include "base/auto.h"
#include "base/check.h"
#include "base/xtext.h"
#include "lmtp/lmtp_client.h"
#include "lmtp/lmtp_data.h"
#include "lmtp/lmtp_parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Content must not hold the end of a message, and no more than came in. */
static void take_message(struct span *input, enum lmtp_eol eol)
{
	size_t before = input->len, out_len = 0;
	struct lmtp_data message;
	struct span piece;

	lmtp_data_init(&message, eol);
	while (lmtp_data_next(&message, input, &piece) == LMTP_DATA_PIECE)
		out_len += piece.len;
	ASSERT(out_len <= before);
}

static void check_client(enum lmtp_client_command verb, struct span arguments)
{
	static const struct lmtp_client nobody;
	struct lmtp_client client = nobody;
	struct network address;

	if (!lmtp_client_read(verb, arguments, &client)) {
		ASSERT(memcmp(&client, &nobody, sizeof(client)) == 0);
		return;
	}
	ASSERT(!client.addr[0] ||
	       network_parse(span_of(client.addr), &address));
	for (const char *c = client.name; *c; c++)
		ASSERT((unsigned char)*c >= 32 && *c != 127);
	ASSERT(verb == LMTP_CLIENT_XFORWARD || !client.ident[0]);
}

/* *out_data: DATA; *out_chunk: octets that follow. */
static void take_command(struct span line, struct buf *scratch, bool *out_data,
			 uint64_t *out_chunk)
{
	struct lmtp_command command;

	*out_data = false;
	*out_chunk = 0;
	if (lmtp_parse(line, &command) != LMTP_PARSED_OK)
		return;
	*out_chunk = command.chunk;
	ASSERT(command.verb == LMTP_BDAT || (!command.chunk && !command.last));
	if (command.verb == LMTP_XCLIENT)
		check_client(LMTP_CLIENT_XCLIENT, command.argument);
	if (command.verb == LMTP_XFORWARD)
		check_client(LMTP_CLIENT_XFORWARD, command.argument);
	for (size_t i = 0; i < command.path.len; i++)
		ASSERT((unsigned char)command.path.ptr[i] >= 32);
	*out_data = command.verb == LMTP_DATA;
	if (lmtp_parse_plain(command.path, scratch))
		ASSERT(scratch->len <= command.path.len);
	if (xtext_decode(command.mailbox, scratch))
		ASSERT(scratch->len <= command.mailbox.len);
	if (xtext_decode(command.orcpt, scratch))
		ASSERT(scratch->len <= command.orcpt.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);
	auto_buf struct buf scratch;
	struct lmtp_line lines;
	struct span line;
	enum lmtp_eol eol;
	bool message = false;
	uint64_t chunk = 0;

	buf_init(&scratch, LMTP_PATH_MAX);
	lmtp_line_init(&lines);
	while (input.len) {
		enum lmtp_line_step step =
			lmtp_line_next(&lines, &input, &line, &eol);

		if (step == LMTP_LINE_DONE)
			take_command(line, &scratch, &message, &chunk);
		if (step == LMTP_LINE_DONE && message)
			take_message(&input, eol);
		if (step == LMTP_LINE_DONE && chunk)
			input = chunk < input.len ? span_from(input, chunk)
						  : span_make(NULL, 0);
	}
	lmtp_line_release(&lines);
	return 0;
}
