/* SPDX-License-Identifier: MIT */
#include "submit/submit_wire.h"

#include "base/auto.h"

static bool is_special(char c)
{
	return c == ' ' || c == ',' || c == ';' || c == '<' || c == '>';
}

bool submit_wire_is_address(struct span address)
{
	bool quoted = false;

	for (size_t i = 0; i < address.len; i++) {
		unsigned char c = (unsigned char)address.ptr[i];

		if (c < 32 || c == 127 || (!quoted && is_special((char)c)))
			return false;
		if (c == '\\' && quoted)
			i++;
		else if (c == '"')
			quoted = !quoted;
	}
	return address.len > 0 && address.len <= SUBMIT_WIRE_PATH_MAX &&
	       !quoted;
}

static void add_path(struct buf *out, struct span path)
{
	buf_add(out, path);
	buf_add_char(out, '\0');
}

bool submit_wire_write(struct span sender, const struct span *recipient,
		       size_t count, struct buf *out, struct err *err)
{
	bool good = !sender.len || submit_wire_is_address(sender);

	add_path(out, sender);
	for (size_t i = 0; i < count; i++) {
		good &= submit_wire_is_address(recipient[i]);
		add_path(out, recipient[i]);
	}
	if (!good || !count)
		return err_set(err, ERR_SYNTAX, "Malformed address");
	return !out->full || err_set(err, ERR_LIMIT, "Too many recipients");
}

bool submit_wire_read(struct span envelope, struct span *out_sender,
		      struct span *out_recipient, size_t max, size_t *out_count,
		      struct err *err)
{
	struct span piece;

	*out_count = 0;
	if (!envelope.len || envelope.ptr[envelope.len - 1] != '\0')
		return err_set(err, ERR_SYNTAX, "Malformed envelope");
	envelope.len--;
	if (!span_cut(&envelope, '\0', out_sender) ||
	    (out_sender->len && !submit_wire_is_address(*out_sender)))
		return err_set(err, ERR_DENIED, "Malformed sender");
	while (span_cut(&envelope, '\0', &piece)) {
		if (!submit_wire_is_address(piece))
			return err_set(err, ERR_DENIED, "Malformed recipient");
		if (*out_count == max)
			return err_set(err, ERR_LIMIT, "Too many recipients");
		out_recipient[(*out_count)++] = piece;
	}
	return *out_count > 0 ||
	       err_set(err, ERR_SYNTAX, "There is no recipient");
}

static void add_printable(struct buf *out, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		buf_add_char(out, c >= 32 && c < 127 ? (char)c : '?');
	}
}

bool submit_wire_is_final(const struct err *err)
{
	return err->kind == ERR_DENIED || err->kind == ERR_LIMIT;
}

void submit_wire_answer(const struct err *err, struct buf *out)
{
	bool final = err && submit_wire_is_final(err);

	buf_add_str(out, !err ? "2 " : final ? "5 " : "4 ");
	add_printable(out, span_first(span_of(err ? err->text : "Taken"),
				      SUBMIT_WIRE_ANSWER_MAX - 4));
	buf_add_char(out, '\n');
}

bool submit_wire_judge(struct span line, struct err *err)
{
	auto_buf struct buf text;

	buf_init(&text, SUBMIT_WIRE_ANSWER_MAX);
	if (span_starts(line, SPAN("2 ")))
		return true;
	if (!span_starts(line, SPAN("5 ")))
		return err_set(err, ERR_TEMP, "Temporary failure") ||
		       err_detail(err, "submit: %.*s",
				  SPAN_ARG(span_from(line, 2)));
	add_printable(&text, span_from(line, 2));
	return err_set(err, ERR_DENIED, "%s", buf_str(&text));
}
