/* SPDX-License-Identifier: MIT */
/*
 * Heat: each counted failure adds a share of `memory_ms`, time takes it away.
 * The wait doubles with each share there is, so that a network which was quiet
 * for the whole time is as any other.
 */
#include "auth/auth_penalty.h"

#include <stdlib.h>

#include "auth/auth_penalty_table.h"
#include "base/auto.h"
#include "base/network.h"
#include "base/x.h"
#include "crypto/crypto_random.h"
#include "crypto/crypto_secret.h"

enum {
	FIRST_WAIT_MS = 1000,
	/* Failures that heat fully. A /48 is many people's. */
	NETWORK_SHARES = 5,
	SITE_SHARES = 20,
	NETWORK_BITS = 64,
	SITE_BITS = 48,
	KEY_SIZE = 32,
	TEXT_MAX = 8192
};

struct auth_penalty {
	struct auth_penalty_options options;
	struct auth_penalty_table *table;
	char key[KEY_SIZE];
};

/* What an entry is about. */
enum about {
	ABOUT_NETWORK = 'n',
	ABOUT_SITE = 's', /* IPv6 only */
	ABOUT_USER = 'u',
	ABOUT_PAIR = 'p',   /* the user's failures from the network */
	ABOUT_FRIEND = 'f', /* the user logged in from the address */
};

struct auth_penalty *
auth_penalty_new(const struct auth_penalty_options *options)
{
	struct auth_penalty *p = x_calloc(1, sizeof(*p));

	p->options = *options;
	p->table = auth_penalty_table_new(options->entries_max);
	crypto_random_fill(p->key, sizeof(p->key));
	return p;
}

void auth_penalty_free(struct auth_penalty **penalty)
{
	if (!*penalty)
		return;
	auth_penalty_table_free(&(*penalty)->table);
	crypto_secret_wipe((*penalty)->key, KEY_SIZE);
	free(*penalty);
	*penalty = NULL;
}

/* ---- keys ---- */

static void digest(const struct auth_penalty *p, char about, struct span a,
		   struct span b, uint8_t out[CRYPTO_DIGEST_SIZE])
{
	auto_buf struct buf text;

	buf_init(&text, TEXT_MAX);
	buf_add(&text, span_make(p->key, sizeof(p->key)));
	buf_add_char(&text, about);
	buf_add_u64(&text, a.len); /* where one ends and the other begins */
	buf_add_char(&text, ':');
	buf_add(&text, a);
	buf_add(&text, b);
	crypto_digest_make(buf_span(&text), out);
	crypto_secret_wipe_buf(&text);
}

uint64_t auth_penalty_digest(const struct auth_penalty *penalty,
			     struct span user, struct span password)
{
	uint8_t bytes[CRYPTO_DIGEST_SIZE];
	uint64_t number;

	digest(penalty, 'g', user, password, bytes);
	memcpy(&number, bytes, sizeof(number));
	return number ? number : 1;
}

static bool is_ipv4(const struct network *address)
{
	static const uint8_t mapped[12] = { [10] = 255, [11] = 255 };

	return memcmp(address->address, mapped, sizeof(mapped)) == 0;
}

static struct network network_of(const struct network *address, unsigned bits)
{
	struct network network = *address;

	if (!is_ipv4(address))
		network_mask(&network, bits);
	return network;
}

static void key_of(const struct auth_penalty *p, enum about about,
		   const struct network *address, const char *user,
		   uint8_t out[CRYPTO_DIGEST_SIZE])
{
	struct network network = *address;
	struct span place;

	if (about == ABOUT_SITE)
		network = network_of(address, SITE_BITS);
	else if (about != ABOUT_FRIEND)
		network = network_of(address, NETWORK_BITS);
	place = span_make(network.address, sizeof(network.address));
	digest(p, (char)about, about == ABOUT_USER ? SPAN("") : place,
	       span_of(user), out);
}

static struct auth_penalty_entry *find(struct auth_penalty *p, enum about about,
				       const struct network *address,
				       const char *user)
{
	uint8_t key[CRYPTO_DIGEST_SIZE];

	key_of(p, about, address, user, key);
	return auth_penalty_table_find(p->table, key);
}

static struct auth_penalty_entry *take(struct auth_penalty *p, enum about about,
				       const struct network *address,
				       const char *user)
{
	uint8_t key[CRYPTO_DIGEST_SIZE];

	key_of(p, about, address, user, key);
	return auth_penalty_table_take(p->table, key);
}

/* false: it counts for no network. */
static bool place_of(const struct auth_penalty *p,
		     const struct auth_penalty_guess *guess,
		     struct network *out)
{
	struct span text = span_of(guess->remote_ip);

	return network_parse(text, out) && out->bits == 128 &&
	       !network_list_has(span_of(p->options.exempt), text);
}

/* ---- what an entry says ---- */

static unsigned shares_of(const struct auth_penalty *p,
			  const struct auth_penalty_entry *e, unsigned full,
			  int64_t now_ms)
{
	int64_t share = p->options.memory_ms / full;
	int64_t heat = e ? e->cold_ms - now_ms : 0;

	return heat > 0 ? (unsigned)((heat + share - 1) / share) : 0;
}

static int64_t wait_of(const struct auth_penalty *p, unsigned shares)
{
	int64_t wait = FIRST_WAIT_MS;

	if (shares == 0)
		return 0;
	while (--shares > 0 && wait < p->options.wait_max_ms)
		wait *= 2;
	return wait < p->options.wait_max_ms ? wait : p->options.wait_max_ms;
}

static void heat(const struct auth_penalty *p, struct auth_penalty_entry *e,
		 unsigned full, int64_t now_ms)
{
	if (e->cold_ms < now_ms)
		e->cold_ms = now_ms;
	e->cold_ms += p->options.memory_ms / full;
	if (e->cold_ms > now_ms + p->options.memory_ms)
		e->cold_ms = now_ms + p->options.memory_ms;
}

static bool is_over(const struct auth_penalty *p,
		    const struct auth_penalty_entry *e, uint64_t max,
		    int64_t now_ms)
{
	return max && e && e->failures >= max &&
	       now_ms - e->since_ms < p->options.memory_ms;
}

static void count(const struct auth_penalty *p, struct auth_penalty_entry *e,
		  int64_t now_ms)
{
	if (e->failures == 0 || now_ms - e->since_ms >= p->options.memory_ms) {
		e->since_ms = now_ms;
		e->failures = 0;
	}
	e->failures++;
}

static bool is_repeated(const struct auth_penalty_entry *e, uint64_t guess)
{
	for (unsigned i = 0; e && guess && i < AUTH_PENALTY_RECENT; i++)
		if (e->recent[i] == guess)
			return true;
	return false;
}

/* ---- rulings ---- */

static enum auth_penalty_ruling queue(const struct auth_penalty *p,
				      struct auth_penalty_entry *e,
				      int64_t wait_ms, int64_t now_ms,
				      int64_t *out_wait_ms)
{
	int64_t next = (e->next_ms > now_ms ? e->next_ms : now_ms) + wait_ms;

	if (next - now_ms > p->options.wait_max_ms)
		return AUTH_PENALTY_REFUSE;
	e->next_ms = next;
	*out_wait_ms = next - now_ms;
	return AUTH_PENALTY_WAIT;
}

enum auth_penalty_ruling
auth_penalty_rule(struct auth_penalty *p,
		  const struct auth_penalty_guess *guess, int64_t now_ms,
		  int64_t *out_wait_ms)
{
	struct auth_penalty_entry *near, *site;
	int64_t near_wait, site_wait;
	struct network at;

	*out_wait_ms = 0;
	if (!place_of(p, guess, &at))
		return AUTH_PENALTY_GO;
	near = find(p, ABOUT_NETWORK, &at, "");
	if (is_repeated(near, guess->digest))
		return AUTH_PENALTY_GO;
	if (is_over(p, find(p, ABOUT_PAIR, &at, guess->user),
		    p->options.network_max, now_ms))
		return AUTH_PENALTY_REFUSE;
	if (find(p, ABOUT_FRIEND, &at, guess->user))
		return AUTH_PENALTY_GO;
	if (is_over(p, find(p, ABOUT_USER, &at, guess->user),
		    p->options.user_max, now_ms))
		return AUTH_PENALTY_REFUSE;
	site = is_ipv4(&at) ? NULL : find(p, ABOUT_SITE, &at, "");
	near_wait = wait_of(p, shares_of(p, near, NETWORK_SHARES, now_ms));
	site_wait = wait_of(p, shares_of(p, site, SITE_SHARES, now_ms) /
				       (SITE_SHARES / NETWORK_SHARES));
	if (near_wait == 0 && site_wait == 0)
		return AUTH_PENALTY_GO;
	return near_wait >= site_wait
		       ? queue(p, near, near_wait, now_ms, out_wait_ms)
		       : queue(p, site, site_wait, now_ms, out_wait_ms);
}

bool auth_penalty_failed(struct auth_penalty *p,
			 const struct auth_penalty_guess *guess, int64_t now_ms)
{
	struct auth_penalty_entry *e;
	struct network at;

	if (!place_of(p, guess, &at))
		return false;
	e = take(p, ABOUT_NETWORK, &at, "");
	if (is_repeated(e, guess->digest))
		return false;
	if (guess->digest) {
		memmove(e->recent + 1, e->recent,
			sizeof(e->recent) - sizeof(e->recent[0]));
		e->recent[0] = guess->digest;
	}
	heat(p, e, NETWORK_SHARES, now_ms);
	if (!is_ipv4(&at))
		heat(p, take(p, ABOUT_SITE, &at, ""), SITE_SHARES, now_ms);
	count(p, take(p, ABOUT_PAIR, &at, guess->user), now_ms);
	count(p, take(p, ABOUT_USER, &at, guess->user), now_ms);
	return true;
}

void auth_penalty_succeeded(struct auth_penalty *p,
			    const struct auth_penalty_guess *guess,
			    int64_t now_ms)
{
	struct network at;

	if (place_of(p, guess, &at))
		take(p, ABOUT_FRIEND, &at, guess->user)->since_ms = now_ms;
}

size_t auth_penalty_count(const struct auth_penalty *penalty)
{
	return auth_penalty_table_count(penalty->table);
}
