/* SPDX-License-Identifier: MIT */
#include "deliver/deliver_chain.h"

#include <dirent.h>
#include <sys/stat.h>

#include "base/auto.h"
#include "base/log.h"
#include "store/store_script.h"

enum {
	SCRIPTS_MAX = 1000,
	SUFFIX = 6 /* ".sieve" */
};

static void add(struct deliver_chain *chain, struct deliver_chain_script script)
{
	if (chain->count == SCRIPTS_MAX)
		return;
	if (chain->count == chain->space) {
		struct deliver_chain_script *more;

		chain->space = chain->space ? chain->space * 2 : 8;
		more = arena_alloc_array(chain->arena, chain->space,
					 sizeof(*more));
		if (chain->count)
			memcpy(more, chain->at, chain->count * sizeof(*more));
		chain->at = more;
	}
	chain->at[chain->count++] = script;
}

/* What stands behind the last slash, without ".sieve". */
static const char *name_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct span name = span_of(slash ? slash + 1 : path);

	if (span_ends(name, SPAN(".sieve")))
		name.len -= SUFFIX;
	return arena_strdup(arena, name);
}

static void add_file(struct deliver_chain *chain, struct arena *arena,
		     const char *path)
{
	add(chain, (struct deliver_chain_script){
			   .name = name_of(arena, path),
			   .path = path,
			   .place = SIEVE_GLOBAL,
		   });
}

static int is_script(const struct dirent *entry)
{
	struct span name = span_of(entry->d_name);

	return name.len > SUFFIX && name.ptr[0] != '.' &&
	       span_ends(name, SPAN(".sieve"));
}

static void add_folder(struct deliver_chain *chain, struct arena *arena,
		       const char *path)
{
	struct dirent **entry;
	int count = scandir(path, &entry, is_script, alphasort);

	for (int i = 0; i < count; i++) {
		add_file(chain, arena,
			 arena_printf(arena, "%s/%s", path, entry[i]->d_name));
		free(entry[i]);
	}
	if (count >= 0) {
		free(entry);
		return;
	}
	log_event(LOG_LEVEL_WARN, "sieve", "script=%s reason=unreadable",
		  LOG_TEXT(span_of(path)));
}

/* Of a setting: files and folders. */
void deliver_chain_add_files(struct deliver_chain *chain, struct arena *arena,
			     const char *list)
{
	struct span rest = span_of(list);
	struct span piece;
	struct stat st;

	while (span_cut(&rest, ',', &piece)) {
		const char *path = arena_strdup(arena, span_trim(piece));

		if (!path[0])
			continue;
		if (stat(path, &st) == 0 && S_ISDIR(st.st_mode))
			add_folder(chain, arena, path);
		else
			add_file(chain, arena, path);
	}
}

static void add_own(struct deliver_chain *chain, const struct config *config,
		    struct span account, struct arena *arena)
{
	add(chain, (struct deliver_chain_script){
			   .name = "active",
			   .place = SIEVE_PERSONAL,
			   .is_own = true,
		   });
	if (account.len)
		add(chain, (struct deliver_chain_script){
				   .name = "account",
				   .text = account,
				   .place = SIEVE_PERSONAL,
				   .is_own = true,
			   });
	if (!config->sieve_default[0])
		return;
	add_file(chain, arena, config->sieve_default);
	chain->at[chain->count - 1].is_own = true;
}

void deliver_chain_begin(struct arena *arena, struct deliver_chain *out)
{
	*out = (struct deliver_chain){ .arena = arena };
}

void deliver_chain_add_named(struct deliver_chain *chain, struct arena *arena,
			     struct span name)
{
	add(chain, (struct deliver_chain_script){
			   .name = arena_strdup(arena, name),
			   .is_named = true,
			   .place = SIEVE_PERSONAL,
		   });
}

bool deliver_chain_add_global(struct deliver_chain *chain,
			      const struct config *config, struct arena *arena,
			      struct span name)
{
	char *path;

	if (!config->sieve_global_dir[0] || !store_script_is_name(name) ||
	    name.ptr[0] == '.')
		return false;
	path = arena_printf(arena, "%s/%.*s.sieve", config->sieve_global_dir,
			    SPAN_ARG(name));
	add_file(chain, arena, path);
	chain->at[chain->count - 1].is_named = true;
	return true;
}

void deliver_chain_add_text(struct deliver_chain *chain, struct span text)
{
	add(chain, (struct deliver_chain_script){
			   .name = "script",
			   .text = text,
			   .place = SIEVE_PERSONAL,
		   });
}

void deliver_chain_make(const struct config *config, struct span account,
			struct arena *arena, struct deliver_chain *out)
{
	deliver_chain_begin(arena, out);
	deliver_chain_add_files(out, arena, config->sieve_before);
	add_own(out, config, account, arena);
	deliver_chain_add_files(out, arena, config->sieve_after);
}
