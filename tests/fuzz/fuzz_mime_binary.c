/* SPDX-License-Identifier: MIT */
/*
 * Any bytes as a message: the same in one piece and byte by byte, and nothing
 * is left to convert. Any bytes as a binary part: base64 of just these.
 */
#include <stdint.h>

#include "base/auto.h"
#include "base/b64.h"
#include "base/check.h"
#include "mime/mime_binary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define BEFORE                                                                 \
	SPAN("Content-Type: multipart/mixed; boundary=fuzz\n\n--fuzz\n"        \
	     "Content-Transfer-Encoding: ")
#define BEHIND SPAN("\r\n--fuzz--\n")

static void collect(void *target, struct span bytes)
{
	buf_add(target, bytes);
}

static void convert(struct buf *out, struct span in, size_t piece)
{
	struct mime_binary *b = mime_binary_new(collect, out);

	for (; in.len; in = span_from(in, piece))
		mime_binary_add(b, span_first(in, piece));
	mime_binary_end(b);
	mime_binary_free(&b);
	ASSERT(!out->full);
}

static void as_message(struct span input)
{
	auto_buf struct buf once;
	auto_buf struct buf bytewise;
	auto_buf struct buf twice;

	buf_init(&once, input.len * 4 + 1000);
	buf_init(&bytewise, input.len * 4 + 1000);
	buf_init(&twice, input.len * 4 + 1000);
	convert(&once, input, input.len + 1);
	convert(&bytewise, input, 1);
	ASSERT(span_eq(buf_span(&once), buf_span(&bytewise)));
	convert(&twice, buf_span(&once), input.len + 1);
	ASSERT(span_eq(buf_span(&once), buf_span(&twice)));
}

/* Without its line ends. */
static void strip(struct buf *out, struct span text)
{
	struct span line;

	while (span_cut(&text, '\n', &line)) {
		ASSERT(line.len <= 77);
		buf_add(out, span_trim(line));
	}
}

static void as_part(struct span content)
{
	const struct span label = SPAN("base64\r\n\n");
	auto_buf struct buf in;
	auto_buf struct buf out;
	auto_buf struct buf coded;
	auto_buf struct buf decoded;
	struct span text;

	buf_init(&in, content.len + 1000);
	buf_init(&out, content.len * 2 + 1000);
	buf_init(&coded, content.len * 2 + 1000);
	buf_init(&decoded, content.len + 1000);
	buf_add(&in, BEFORE);
	buf_add(&in, SPAN("binary\n\n"));
	buf_add(&in, content);
	buf_add(&in, BEHIND);
	convert(&out, buf_span(&in), in.len);
	text = buf_span(&out);
	ASSERT(span_starts(text, BEFORE) && span_ends(text, BEHIND));
	text = span_from(span_first(text, text.len - BEHIND.len), BEFORE.len);
	ASSERT(span_starts(text, label));
	strip(&coded, span_from(text, label.len));
	ASSERT(b64_decode(&decoded, buf_span(&coded)));
	ASSERT(span_eq(buf_span(&decoded), content));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span input = span_make(data, size);

	as_message(input);
	if (span_find(input, SPAN("--fuzz")) == input.len)
		as_part(input);
	return 0;
}
