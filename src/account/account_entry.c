/* SPDX-License-Identifier: MIT */
#include "account/account_entry.h"

#include "account/account_rules.h"
#include "account/account_wire.h"
#include "crypto/crypto_secret.h"

struct word {
	const char *name;
	uint32_t bit;
};

static const struct word services[] = {
	{ "imap", ACCOUNT_IMAP }, { "pop3", ACCOUNT_POP3 },
	{ "smtp", ACCOUNT_SMTP }, { "sieve", ACCOUNT_SIEVE },
	{ "lmtp", ACCOUNT_LMTP }, { NULL, 0 },
};

static void write_key(struct buf *out, const char *key)
{
	buf_add_char(out, '\t');
	buf_add_str(out, key);
}

static void write_text(struct buf *out, const char *key, const char *value)
{
	if (!value[0])
		return;
	write_key(out, key);
	account_wire_escape(out, span_of(value));
}

static void write_words(struct buf *out, const char *key,
			const struct word *word, uint32_t bits)
{
	bool first = true;

	for (; word->name; word++) {
		if (!(bits & word->bit))
			continue;
		if (first)
			write_key(out, key);
		else
			buf_add_char(out, ',');
		buf_add_str(out, word->name);
		first = false;
	}
}

void account_entry_write(const struct account_entry *entry, struct buf *out)
{
	account_write(&entry->account, out);
	write_text(out, "name=", entry->name);
	write_words(out, "closed_services=", services, entry->closed_services);
	if (entry->delivery) {
		write_key(out, "delivery=");
		account_rules_write(entry->delivery, out);
	}
	if (entry->purge_time > 0) {
		write_key(out, "purge=");
		buf_add_u64(out, (uint64_t)entry->purge_time);
	}
	write_text(out, "allow_nets=", entry->allow_nets);
	write_text(out, "host=", entry->host);
	write_text(out, "forward=", entry->forward);
	write_text(out, "reply=", entry->reply);
	write_text(out, "sieve=", entry->sieve);
}

void account_entry_wipe(struct account_entry *entry)
{
	crypto_secret_wipe(entry->password, sizeof(entry->password));
	crypto_secret_wipe(entry->apop_secret, sizeof(entry->apop_secret));
}
