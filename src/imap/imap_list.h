/* SPDX-License-Identifier: MIT */
/* The shared half of LIST and LSUB. */
#pragma once

#include "imap/imap_command.h"
#include "imap/imap_pattern.h"

/* Takes " <reference> <pattern>". *out_root: the pattern is empty, so that
 * only the delimiter is asked for. */
bool imap_list_take(struct imap_session *session,
		    const struct imap_request *request,
		    struct imap_pattern *out, bool *out_root);
/* One untagged answer; name as imap_list_wire_name makes it. */
void imap_list_send(struct imap_session *session, const char *verb,
		    const char *attributes, struct span name);
/* The name as the client reads and writes it: modified UTF-7, or UTF-8 where
 * that is enabled. In the session's arena; false if it has none. */
bool imap_list_wire_name(struct imap_session *session, struct span name,
			 struct span *out);
