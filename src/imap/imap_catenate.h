/* SPDX-License-Identifier: MIT */
/* A message put together of texts and parts of others (RFC 4469). */
#pragma once

#include "imap/imap_upload.h"

/* May a literal of so many bytes be added to what the sink has? Otherwise the
 * answer has been made. */
typedef enum imap_result imap_catenate_check(void *context, uint64_t size);

/* "(URL x TEXT {n} …)" off upload->rest and what follows, into the sink, which
 * has been begun. IMAP_OK, or the answer; the rest of the command is then
 * still to be dropped. */
enum imap_result imap_catenate_take(struct imap_upload *upload,
				    struct imap_request *request,
				    struct imap_sink *sink,
				    imap_catenate_check *check, void *context);
