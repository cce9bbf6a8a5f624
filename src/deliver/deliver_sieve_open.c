/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_sieve_open.h"

#include "base/auto.h"
#include "base/x.h"
#include "deliver/deliver_sieve_log.h"
#include "store/store_script.h"

enum {
	CODE_PATH_CAP = 4096
};

/* What is known of a script. */
struct reading {
	const char *name; /* as its owner calls it */
	bool is_included; /* include finds it by that name, too */
	struct buf text;
	struct buf code; /* path of its byte-code; empty: none is kept */
	/* Its file, if it may be kept opened. */
	bool has_key;
	struct deliver_kept_key key;
	struct buf path;
	struct stat st; /* before it was read */
};

static const struct sieve_settings *
settings_of(struct deliver_sieve_host *h, const struct deliver_chain_script *c)
{
	return c->place == SIEVE_GLOBAL ? h->global : h->personal;
}

/* ---- reading ---- */

/* Does include :global find it by its name? */
static bool is_in_global_dir(struct deliver_sieve_host *h,
			     const struct deliver_chain_script *c)
{
	const char *folder = h->config->sieve_global_dir;
	auto_free char *global = x_printf("%s/%s.sieve", folder, c->name);

	return folder[0] && !strcmp(global, c->path);
}

static void add_code_path(struct deliver_sieve_host *h, struct span name,
			  struct reading *r)
{
	r->is_included = true;
	buf_add_format(&r->code, "%s/", h->account->home);
	store_script_add_code_path(&r->code, name);
}

static bool read_file(struct deliver_sieve_host *h,
		      const struct deliver_chain_script *c, struct reading *r,
		      struct err *err)
{
	bool there;

	r->is_included = is_in_global_dir(h, c);
	deliver_script_code_path(span_of(c->path), &r->code);
	if (!deliver_script_read(c->path, settings_of(h, c), &r->text, &there,
				 err))
		return false;
	return there || err_set(err, ERR_NOTFOUND, "Not found");
}

static bool read_active(struct deliver_sieve_host *h, struct reading *r,
			struct err *err)
{
	struct store_scripts *scripts;
	auto_buf struct buf name;

	buf_init(&name, STORE_SCRIPT_NAME_MAX);
	buf_init(&r->text, h->personal->limits.script_bytes);
	if (!deliver_sieve_host_scripts(h, &scripts, err) ||
	    !store_script_get_active(scripts, &name, &r->text, err))
		return false;
	add_code_path(h, buf_span(&name), r);
	r->is_included = name.len > 0;
	if (name.len)
		r->name = arena_strdup(&h->arena, buf_span(&name));
	return true;
}

/* ERR_NOTFOUND: there is none. */
static bool read_script(struct deliver_sieve_host *h,
			const struct deliver_chain_script *c, struct reading *r,
			struct err *err)
{
	struct store_scripts *scripts;

	if (c->path)
		return read_file(h, c, r, err);
	if (!c->text.ptr && !c->is_named)
		return read_active(h, r, err);
	if (c->text.ptr) {
		buf_init(&r->text, c->text.len);
		buf_add(&r->text, c->text);
		return true;
	}
	add_code_path(h, span_of(c->name), r);
	buf_init(&r->text, settings_of(h, c)->limits.script_bytes);
	return deliver_sieve_host_scripts(h, &scripts, err) &&
	       store_script_get(scripts, span_of(c->name), &r->text, err);
}

static bool compile_script(struct deliver_sieve_host *h,
			   const struct deliver_chain_script *c,
			   const struct reading *r,
			   struct sieve_note **out_notes,
			   struct deliver_script **out, struct err *err)
{
	const struct deliver_script_source source = {
		.name = r->name,
		.text = buf_span(&r->text),
		.code_path =
			r->code.len && !r->code.full ? buf_str(&r->code) : NULL,
	};

	if (!deliver_script_open(&source, settings_of(h, c), &h->arena,
				 out_notes, out, err))
		return false;
	/* The link may lead to another one by now. */
	if (r->has_key && strcmp(r->key.name, r->name) == 0)
		deliver_kept_add(h->kept, &r->key, &r->st, h->now, *out);
	return true;
}

/* ---- those kept opened ---- */

/* Of the user's: the one of that name, else the active one. */
static bool find_own_file(struct deliver_sieve_host *h,
			  const struct deliver_chain_script *c,
			  struct reading *r)
{
	struct span name;

	buf_init(&r->path, CODE_PATH_CAP);
	if (c->is_named)
		return store_script_named_file(h->account, span_of(c->name),
					       &r->path);
	if (!store_script_active_file(h->account, &r->path, &name))
		return false;
	if (name.len)
		r->key.name = arena_strdup(&h->arena, name);
	return true;
}

/* false: no opened script is kept of it. */
static bool find_key(struct deliver_sieve_host *h,
		     const struct deliver_chain_script *c, struct reading *r)
{
	r->key = (struct deliver_kept_key){ c->path, c->text, c->name,
					    c->place };
	if (!h->kept)
		return false;
	if (c->path || c->text.ptr)
		return true;
	if (!find_own_file(h, c, r))
		return false;
	r->key.path = buf_str(&r->path);
	return true;
}

static bool take_kept(struct deliver_sieve_host *h,
		      const struct deliver_chain_script *c, struct reading *r,
		      struct deliver_script **out)
{
	r->has_key = find_key(h, c, r);
	if (!r->has_key)
		return false;
	*out = deliver_kept_find(h->kept, &r->key, &r->st);
	if (!*out)
		return false;
	r->name = r->key.name;
	r->is_included = c->path ? is_in_global_dir(h, c)
				 : c->is_named || r->name != c->name;
	return true;
}

static bool open_script(struct deliver_sieve_host *h,
			const struct deliver_chain_script *c, struct reading *r,
			struct sieve_note **out_notes,
			struct deliver_script **out, struct err *err)
{
	*r = (struct reading){ .name = c->name };
	*out_notes = NULL;
	buf_init(&r->code, CODE_PATH_CAP);
	return take_kept(h, c, r, out) ||
	       (read_script(h, c, r, err) &&
		compile_script(h, c, r, out_notes, out, err));
}

static void release(struct reading *r)
{
	buf_release(&r->text);
	buf_release(&r->code);
	buf_release(&r->path);
}

bool deliver_sieve_open(struct deliver_sieve_host *h,
			const struct deliver_chain_script *c,
			struct sieve_run *run, struct deliver_script **out,
			struct err *err)
{
	struct sieve_note *notes;
	struct reading r;
	bool done = open_script(h, c, &r, &notes, out, err);

	if (done && run && r.is_included)
		sieve_include_know(run, c->place, span_of(r.name),
				   deliver_script_ready(*out));
	if (done && !run)
		deliver_sieve_log_warnings(h->log, c->place, r.name, notes);
	/* That the user has none is no news. */
	if (!done && err->kind != ERR_TEMP &&
	    (c->path || err->kind != ERR_NOTFOUND))
		deliver_sieve_log_script(h->log, c->place, r.name, notes, err);
	release(&r);
	return done;
}

void deliver_sieve_open_ahead(struct deliver_sieve_host *h,
			      const struct deliver_chain_script *c)
{
	struct deliver_script *script;
	struct sieve_note *notes;
	struct reading r;
	struct err unused;

	if (open_script(h, c, &r, &notes, &script, &unused))
		deliver_script_close(&script);
	release(&r);
}

/* ---- include (RFC 6609) ---- */

/* false: none can have that name. */
static bool find_included(struct deliver_sieve_host *h, enum sieve_place place,
			  struct span name, struct deliver_chain_script *out)
{
	const char *folder = h->config->sieve_global_dir;

	*out = (struct deliver_chain_script){
		.name = arena_strdup(&h->arena, name),
		.is_named = true,
		.place = place,
	};
	if (!store_script_is_name(name))
		return false;
	if (place == SIEVE_PERSONAL)
		return true;
	out->path = arena_printf(&h->arena, "%s/%s.sieve", folder, out->name);
	return folder[0] && name.ptr[0] != '.';
}

/* What is wrong with it, to its own name; false. */
static bool tell_included(struct deliver_sieve_host *h, const char *name,
			  const struct sieve_note *notes, struct err *err)
{
	struct err why = *err;

	if (!notes)
		return false;
	deliver_sieve_log_error(h->log, name, notes, err);
	return err_set(err, why.kind, "include: %s: %s", name, why.text);
}

bool deliver_sieve_open_included(void *host, enum sieve_place place,
				 struct span name,
				 const struct sieve_script **out,
				 struct err *err)
{
	struct deliver_sieve_host *h = host;
	struct deliver_chain_script c;
	struct deliver_script *script;
	struct sieve_note *notes;
	struct reading r;
	bool done;

	if (!find_included(h, place, name, &c))
		return true;
	done = open_script(h, &c, &r, &notes, &script, err);
	release(&r);
	if (!done)
		return err->kind == ERR_NOTFOUND ||
		       tell_included(h, c.name, notes, err);
	if (!deliver_sieve_host_keep(h, script)) {
		deliver_script_close(&script);
		return err_set(err, ERR_LIMIT, "Too many scripts are included");
	}
	*out = deliver_script_ready(script);
	return true;
}
