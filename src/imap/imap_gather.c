/* SPDX-License-Identifier: MIT */
#include "imap/imap_gather.h"

#include <stdlib.h>

#include "base/x.h"

struct gathering {
	struct imap_session *session;
	struct span *path;
	size_t count, space;
};

static void add(struct gathering *g, struct span path)
{
	if (g->count == g->space) {
		g->space = g->space ? 2 * g->space : 64;
		g->path = x_realloc_array(g->path, g->space, sizeof(*g->path));
	}
	g->path[g->count++] = path;
}

static void add_selected(struct gathering *g)
{
	const struct store_box *box = g->session->box;

	add(g, imap_mailbox_path(g->session, box->user, span_of(box->name)));
}

bool imap_gather_passes(const struct err *err)
{
	return err->kind == ERR_NOTFOUND || err->kind == ERR_DENIED ||
	       err->kind == ERR_SYNTAX || err->kind == ERR_GONE;
}

/* As it is spelled in the list. */
static bool add_named(struct gathering *g, struct span name, struct err *err)
{
	struct imap_mailbox mailbox;

	if (!imap_mailbox_find(g->session, name, STORE_RIGHT_READ, &mailbox,
			       err))
		return imap_gather_passes(err);
	add(g, imap_mailbox_path(g->session, mailbox.user, mailbox.name));
	return true;
}

static bool add_names(struct gathering *g, struct imap_filter *filter,
		      struct err *err)
{
	imap_filter_decode(g->session, &g->session->arena, filter);
	for (size_t i = 0; i < filter->name_count; i++)
		if (!add_named(g, filter->names[i], err))
			return false;
	return true;
}

static bool is_covered(struct imap_session *session,
		       const struct imap_sources *sources,
		       const struct store_mailbox_entry *entry)
{
	bool personal = imap_mailbox_is_own(session, entry->name);

	for (const struct imap_source *s = sources->first; s; s = s->next)
		if (imap_filter_covers(&s->filter, entry, personal))
			return true;
	return false;
}

static bool add_listed(struct gathering *g, const struct imap_sources *sources,
		       struct err *err)
{
	struct store_mailbox_entry *entry;
	size_t count;

	if (!imap_mailbox_list(g->session, &entry, &count, err))
		return false;
	for (size_t i = 0; i < count; i++)
		if ((entry[i].flags & STORE_MAILBOX_EXISTS) &&
		    is_covered(g->session, sources, &entry[i]))
			add(g, entry[i].name);
	return true;
}

static bool add_sources(struct gathering *g, const struct imap_sources *sources,
			struct err *err)
{
	if (sources->selected)
		add_selected(g);
	for (struct imap_source *s = sources->first; s; s = s->next)
		if (!add_names(g, &s->filter, err))
			return false;
	return !sources->listed || add_listed(g, sources, err);
}

static int compare(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

static void make_unique(struct gathering *g)
{
	size_t kept = 0;

	qsort(g->path, g->count, sizeof(*g->path), compare);
	for (size_t i = 0; i < g->count; i++)
		if (i == 0 || !span_eq(g->path[i], g->path[kept - 1]))
			g->path[kept++] = g->path[i];
	g->count = kept;
}

bool imap_gather(struct imap_session *session,
		 const struct imap_sources *sources, struct span **out,
		 size_t *out_count, struct err *err)
{
	struct gathering g = { .session = session };
	uint64_t max = session->config->imap_search_mailboxes;
	bool good = sources->names <= max && add_sources(&g, sources, err);

	if (good && g.count)
		make_unique(&g);
	*out = g.path;
	*out_count = g.count;
	if (sources->names <= max && (!good || g.count <= max))
		return good;
	return err_set(err, ERR_LIMIT, "Too many mailboxes");
}
