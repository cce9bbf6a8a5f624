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
settings_of(const struct deliver_sieve_open *o,
	    const struct deliver_chain_script *c)
{
	return c->place == SIEVE_GLOBAL ? o->host->global : o->host->personal;
}

/* ---- reading ---- */

/* Does include :global find it by its name? */
static bool is_in_global_dir(const struct deliver_sieve_open *o,
			     const struct deliver_chain_script *c)
{
	const char *folder = o->host->config->sieve_global_dir;
	auto_free char *global = x_printf("%s/%s.sieve", folder, c->name);

	return folder[0] && !strcmp(global, c->path);
}

static void add_code_path(const struct deliver_sieve_open *o, struct span name,
			  struct reading *r)
{
	r->is_included = true;
	buf_add_format(&r->code, "%s/", o->host->account->home);
	store_script_add_code_path(&r->code, name);
}

static bool read_file(const struct deliver_sieve_open *o,
		      const struct deliver_chain_script *c, struct reading *r,
		      struct err *err)
{
	bool there;

	r->is_included = is_in_global_dir(o, c);
	deliver_script_code_path(span_of(c->path), &r->code);
	if (!deliver_script_read(c->path, settings_of(o, c), &r->text, &there,
				 err))
		return false;
	return there || err_set(err, ERR_NOTFOUND, "Not found");
}

static bool read_active(const struct deliver_sieve_open *o, struct reading *r,
			struct err *err)
{
	struct store_scripts *scripts;
	auto_buf struct buf name;

	buf_init(&name, STORE_SCRIPT_NAME_MAX);
	buf_init(&r->text, o->host->personal->limits.script_bytes);
	if (!deliver_sieve_host_scripts(o->host, &scripts, err) ||
	    !store_script_get_active(scripts, &name, &r->text, err))
		return false;
	add_code_path(o, buf_span(&name), r);
	r->is_included = name.len > 0;
	if (name.len)
		r->name = arena_strdup(o->arena, buf_span(&name));
	return true;
}

/* ERR_NOTFOUND: there is none. */
static bool read_script(const struct deliver_sieve_open *o,
			const struct deliver_chain_script *c, struct reading *r,
			struct err *err)
{
	struct store_scripts *scripts;

	if (c->path)
		return read_file(o, c, r, err);
	if (!c->text.ptr && !c->is_named)
		return read_active(o, r, err);
	if (c->text.ptr) {
		buf_init(&r->text, c->text.len);
		buf_add(&r->text, c->text);
		return true;
	}
	add_code_path(o, span_of(c->name), r);
	buf_init(&r->text, settings_of(o, c)->limits.script_bytes);
	return deliver_sieve_host_scripts(o->host, &scripts, err) &&
	       store_script_get(scripts, span_of(c->name), &r->text, err);
}

static bool compile_script(const struct deliver_sieve_open *o,
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

	if (!deliver_script_open(&source, settings_of(o, c), o->arena,
				 out_notes, out, err))
		return false;
	/* The link may lead to another one by now. */
	if (r->has_key && strcmp(r->key.name, r->name) == 0)
		deliver_kept_add(o->kept, &r->key, &r->st, o->now, *out);
	return true;
}

/* ---- those kept opened ---- */

/* false: it has no file, or none that opened scripts are kept of. */
static bool find_file(const struct deliver_sieve_open *o,
		      const struct deliver_chain_script *c, struct reading *r)
{
	struct span name;

	r->key = (struct deliver_kept_key){ c->path, c->name, c->place };
	if (!o->kept || c->text.ptr)
		return false;
	if (c->path || c->is_named)
		return c->path != NULL;
	buf_init(&r->path, CODE_PATH_CAP);
	if (!store_script_active_file(o->host->account, &r->path, &name))
		return false;
	r->key.path = buf_str(&r->path);
	if (name.len)
		r->key.name = arena_strdup(o->arena, name);
	return true;
}

static bool take_kept(const struct deliver_sieve_open *o,
		      const struct deliver_chain_script *c, struct reading *r,
		      struct deliver_script **out)
{
	r->has_key = find_file(o, c, r);
	if (!r->has_key)
		return false;
	*out = deliver_kept_find(o->kept, &r->key, &r->st);
	if (!*out)
		return false;
	r->name = r->key.name;
	r->is_included = c->path ? is_in_global_dir(o, c) : r->name != c->name;
	return true;
}

bool deliver_sieve_open(const struct deliver_sieve_open *o,
			const struct deliver_chain_script *c,
			struct sieve_run *run, struct deliver_script **out,
			struct err *err)
{
	struct sieve_note *notes = NULL;
	struct reading r = { .name = c->name };
	bool done;

	buf_init(&r.code, CODE_PATH_CAP);
	done = take_kept(o, c, &r, out) ||
	       (read_script(o, c, &r, err) &&
		compile_script(o, c, &r, &notes, out, err));
	if (done && run && r.is_included)
		sieve_include_know(run, c->place, span_of(r.name),
				   deliver_script_ready(*out));
	if (done && !run)
		deliver_sieve_log_warnings(o->host->log, c->place, r.name,
					   notes);
	/* That the user has none is no news. */
	if (!done && err->kind != ERR_TEMP &&
	    (c->path || err->kind != ERR_NOTFOUND))
		deliver_sieve_log_script(o->host->log, c->place, r.name, notes,
					 err);
	buf_release(&r.text);
	buf_release(&r.code);
	buf_release(&r.path);
	return done;
}
