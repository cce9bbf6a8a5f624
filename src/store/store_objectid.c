/* SPDX-License-Identifier: MIT */
/*
 * RFC 8474. What may not change on a message must be the same wherever its
 * EMAILID is, so INTERNALDATE is part of it; copies keep both. A letter in
 * front keeps the kinds apart.
 */
#include "store/store_priv.h"

#include <inttypes.h>

static void add_hex(struct buf *out, char letter, struct span bytes)
{
	buf_add_char(out, letter);
	for (size_t i = 0; i < bytes.len; i++)
		buf_add_format(out, "%02x", (unsigned char)bytes.ptr[i]);
}

void store_objectid_mailbox(struct buf *out, const uint8_t id[16])
{
	add_hex(out, 'F', span_make(id, 16));
}

void store_objectid_write_email(struct buf *out,
				const struct store_message *message,
				struct span content)
{
	add_hex(out, 'M', content);
	buf_add_format(out, "%08" PRIx32, message->record.internaldate);
}

void store_objectid_write_thread(struct buf *out, struct span thread)
{
	add_hex(out, 'T', thread);
}

bool store_objectid_email(struct store_read *read,
			  const struct store_message *message, struct buf *out,
			  struct err *err)
{
	struct span digest;

	if (!store_message_field(read, message, STORE_CONTENT, &digest, err))
		return false;
	store_objectid_write_email(out, message, digest);
	return true;
}

bool store_objectid_thread(struct store_read *read,
			   const struct store_message *message, struct buf *out,
			   struct err *err)
{
	struct span digest;

	if (!store_message_field(read, message, STORE_THREAD, &digest, err))
		return false;
	store_objectid_write_thread(out, digest);
	return true;
}
