/* SPDX-License-Identifier: MIT */
/* SQLite as a source: our own tables, or the section's own queries. */
#include "account/account_source.h"

#include <unistd.h>

#include "account/account_sqlite.h"
#include "account/account_sqlite_db.h"
#include "account/account_sqlite_query.h"

static bool source_open(const struct config *config,
			const struct config_source *section,
			struct account_source **out, struct err *err)
{
	const struct account_sql_base base =
		account_sql_place_base(config, section);
	const struct account_sqlite_options options = {
		.path = section->file,
		.mail_home = base.mail_home,
		.mail_dir = base.mail_dir,
		.owner_uid = geteuid(),
		.owner_gid = getegid(),
	};
	struct account_sqlite *db = account_sqlite_new(&options);

	db->source.kind = &account_sqlite_kind;
	db->source.section = section;
	db->base = base;
	*out = &db->source;
	if (!account_sql_schema_is_set(section) ||
	    account_sql_schema_of(config, section, &db->schema, err))
		return true;
	account_sqlite_free(&db);
	*out = NULL;
	return false;
}

static void source_close(struct account_source *source)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	account_sqlite_free(&db);
}

static bool is_ours(const struct account_sqlite *db)
{
	return !db->schema.user.text;
}

/* Our own tables answer from a few pages of the file; what queries of somebody
 * else take is not known. */
static bool source_hurry(struct account_source *source)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	db->hurried = true;
	return is_ours(db);
}

static bool source_lookup(struct account_source *source,
			  const struct account_query *query,
			  struct account_entry *out, struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	return is_ours(db) ? account_sqlite_lookup(db, query->user, out, err)
			   : account_sqlite_query_lookup(db, query, out, err);
}

static bool source_next(struct account_source *source, const char *after,
			struct account_entry *out, struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	return is_ours(db) ? account_sqlite_next(db, after, out, err)
			   : account_sqlite_query_next(db, after, out, err);
}

static bool replace(struct account_sqlite *db, const char *user,
		    const char *old, const char *hash, struct err *err)
{
	return is_ours(db) ? account_sqlite_replace_password(db, user, old,
							     hash, err)
			   : account_sqlite_query_password(db, user, old, hash,
							   err);
}

static bool source_set_password(struct account_source *source, const char *user,
				const char *old, const char *hash,
				struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;
	const char *bare = account_sql_bare_password(db->base.scheme, old);

	return replace(db, user, old, hash, err) ||
	       (err->kind == ERR_NOTFOUND && bare &&
		replace(db, user, bare, hash, err));
}

static bool source_relay(struct account_source *source,
			 const struct account_relay *relay, int64_t now,
			 struct err *err)
{
	return account_sqlite_query_relay((struct account_sqlite *)source,
					  relay, now, err);
}

/* ---- for `fumikura user` ---- */

static bool source_writable(const struct config_source *section)
{
	return !account_sql_schema_is_set(section);
}

static bool check_ours(const struct account_sqlite *db, struct err *err)
{
	return is_ours(db) ||
	       err_set(err, ERR_STATE, "the source %s has tables of its own",
		       db->source.section->name);
}

static bool source_add(struct account_source *source,
		       const struct account_entry *row, struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	db->create = true;
	return check_ours(db, err) && account_sqlite_add(db, row, NULL, err);
}

static bool source_set_state(struct account_source *source, const char *user,
			     enum account_state state, struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	return check_ours(db, err) &&
	       account_sqlite_set_state(db, user, state, err);
}

static bool source_set_apop(struct account_source *source, const char *user,
			    const char *secret, struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	return check_ours(db, err) &&
	       account_sqlite_set_apop(db, user, secret, err);
}

static bool source_set_limits(struct account_source *source, const char *user,
			      uint64_t bytes, uint32_t messages,
			      struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	return check_ours(db, err) &&
	       account_sqlite_set_limits(db, user, bytes, messages, err);
}

static bool source_remove(struct account_source *source, const char *user,
			  struct err *err)
{
	struct account_sqlite *db = (struct account_sqlite *)source;

	return check_ours(db, err) && account_sqlite_delete(db, user, err);
}

const struct account_source_kind account_sqlite_kind = {
	.type = "sqlite",
	.open = source_open,
	.close = source_close,
	.lookup = source_lookup,
	.hurry = source_hurry,
	.next = source_next,
	.set_password = source_set_password,
	.relay = source_relay,
	.writable = source_writable,
	.add = source_add,
	.set_state = source_set_state,
	.set_apop = source_set_apop,
	.set_limits = source_set_limits,
	.remove = source_remove,
	.varies = account_sql_schema_varies,
};
