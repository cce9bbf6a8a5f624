/* SPDX-License-Identifier: MIT */
#include "auth/auth_socketmap.h"

#include "auth/auth_recipient.h"
#include "auth/auth_relay.h"
#include "auth/auth_serial.h"
#include "auth/auth_socketmap_parse.h"
#include "base/auto.h"
#include "base/check.h"

static void reply(struct auth_serial *serial, const char *status,
		  const char *text)
{
	auto_buf struct buf out;

	buf_init(&out, 4096);
	auth_socketmap_parse_reply(&out, status, text);
	auth_serial_answer(serial, &out);
}

static void tell_mailbox(void *arg, enum auth_recipient verdict,
			 const struct account_entry *entry)
{
	switch (verdict) {
	case AUTH_RECIPIENT_TAKES:
	case AUTH_RECIPIENT_DISABLED: /* there is one: see access */
		reply(arg, "OK", entry->account.user);
		break;
	case AUTH_RECIPIENT_UNKNOWN:
		reply(arg, "NOTFOUND", "");
		break;
	case AUTH_RECIPIENT_TEMP:
		reply(arg, "TEMP", "account source trouble");
		break;
	}
}

static void ask_mailboxes(struct auth_serial *serial, struct span key)
{
	auth_recipient_find(serial->server, key, tell_mailbox, serial);
}

static void tell_access(void *arg, enum auth_recipient verdict,
			const struct account_entry *entry)
{
	struct auth_serial *serial = arg;

	(void)entry;
	switch (verdict) {
	case AUTH_RECIPIENT_DISABLED:
		reply(serial, "OK", serial->server->proc.config.reply_disabled);
		break;
	case AUTH_RECIPIENT_TAKES:
	case AUTH_RECIPIENT_UNKNOWN:
		reply(serial, "NOTFOUND", "");
		break;
	case AUTH_RECIPIENT_TEMP:
		reply(serial, "TEMP", "account source trouble");
		break;
	}
}

/* access(5): after the address Postfix asks for its domain, the domains above
 * it, and "user@"; a name alone is no account here. */
static void ask_access(struct auth_serial *serial, struct span key)
{
	if (span_find_char(key, '@') == key.len)
		reply(serial, "NOTFOUND", "");
	else
		auth_recipient_find(serial->server, key, tell_access, serial);
}

static void ask_relay_clients(struct auth_serial *serial, struct span key)
{
	if (auth_relay_may(serial->server->relay, key))
		reply(serial, "OK", "OK");
	else
		reply(serial, "NOTFOUND", "");
}

static bool on_request(struct auth_serial *serial, struct span message)
{
	static const struct {
		const char *name;
		void (*ask)(struct auth_serial *serial, struct span key);
	} maps[] = {
		{ "mailboxes", ask_mailboxes },
		{ "access", ask_access },
		{ "relay-clients", ask_relay_clients },
	};
	struct span map, key;

	if (!auth_socketmap_parse(message, &map, &key))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(maps); i++) {
		if (!span_eq(map, span_of(maps[i].name)))
			continue;
		maps[i].ask(serial, key);
		return true;
	}
	reply(serial, "PERM", "no such map");
	return true;
}

void auth_socketmap_new(struct auth_server *server, int fd,
			void (*closed)(void *arg), void *arg)
{
	static const struct auth_serial_service service = {
		.frame = auth_socketmap_parse_frame,
		.request = on_request,
	};

	auth_serial_new(server, &service, fd, closed, arg);
}
