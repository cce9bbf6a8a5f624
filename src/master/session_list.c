/* SPDX-License-Identifier: MIT */
/*
 * First all pages that workers write are looked at, a zygote's book at a time;
 * then the rows are written, some at once.
 */
#include "master/session_list.h"

#include <sys/mman.h>
#include <unistd.h>

#include "base/auto.h"
#include "base/network.h"
#include "base/x.h"
#include "master/children.h"
#include "proc/visitors.h"

enum {
	ROWS = 64,
};

static bool fits(const char *wanted, const char *is)
{
	return !*wanted || span_eq(span_of(wanted), span_of(is));
}

static bool fits_address(const struct desk_request *request,
			 const char *remote_ip)
{
	return !request->address[0] ||
	       network_list_has(span_of(request->address), span_of(remote_ip));
}

bool session_list_means(const struct desk_request *request,
			const struct session *session)
{
	const struct control_login *login = session->login;

	return !session->left && fits(request->user, session->user) &&
	       fits(request->session, login->session) &&
	       fits(request->service, login->service) &&
	       fits_address(request, login->remote_ip);
}

/* ---- pages ---- */

/* A zygote speaks of its own sessions only. */
static void see(const struct session_table *table, const struct child *zygote,
		uint32_t id, uint32_t page)
{
	struct session *session = id ? session_table_find(table, id) : NULL;
	struct sight now;

	if (session && session->zygote == zygote && !session->parked &&
	    sight_get(zygote->sight, page, id, &now))
		session_table_see(session, &now);
}

static void see_all_of(const struct session_table *table,
		       const struct child *zygote)
{
	uint32_t owner[SIGHT_AT_ONCE];
	uint32_t pages = sight_pages(zygote->sight);
	uint32_t at = 0;

	while (at < pages) {
		uint32_t got = sight_owners(zygote->sight, at, owner);

		if (!got)
			return;
		for (uint32_t i = 0; i < got && at + i < pages; i++)
			see(table, zygote, owner[i], at + i);
		at += got;
	}
}

static void see_all(const struct session_table *table)
{
	const struct child *seen[CHILDREN_MAX];
	size_t count = 0;

	for (const struct session *session = session_table_first(table);
	     session && count < CHILDREN_MAX; session = session->all.next) {
		const struct child *zygote = session->zygote;
		size_t i = 0;

		while (i < count && seen[i] != zygote)
			i++;
		if (i < count || !zygote || zygote->sight < 0)
			continue;
		seen[count++] = zygote;
		see_all_of(table, zygote);
	}
}

/* ---- rows ---- */

struct writer {
	int fd;
	struct desk_row *row; /* ROWS of them */
	size_t count;
	uint32_t written; /* and to be written */
};

static bool flush(struct writer *writer, struct err *err)
{
	size_t size = writer->count * sizeof(*writer->row);
	ssize_t put = write(writer->fd, writer->row, size);

	writer->count = 0;
	return put == (ssize_t)size || err_sys(err, "list of sessions");
}

static void fill(const struct session *session, struct desk_row *row)
{
	const struct control_login *login = session->login;

	*row = (struct desk_row){
		.secured = login->secured,
		.state = session->parked ? DESK_PARKED : DESK_ACTIVE,
		.begin_us = session->begin_us,
	};
	snprintf(row->session, sizeof(row->session), "%s", login->session);
	snprintf(row->user, sizeof(row->user), "%s", session->user);
	snprintf(row->service, sizeof(row->service), "%s", login->service);
	snprintf(row->remote_ip, sizeof(row->remote_ip), "%s",
		 login->remote_ip);
	snprintf(row->local_ip, sizeof(row->local_ip), "%s", login->local_ip);
	if (session->seen)
		row->sight = *session->seen;
}

/* The next row, which is filled. */
static bool put(struct writer *writer, struct err *err)
{
	writer->written++;
	return ++writer->count < ROWS || flush(writer, err);
}

static bool put_sessions(const struct session_table *table,
			 const struct desk_request *request,
			 struct writer *writer, struct err *err)
{
	for (const struct session *session = session_table_first(table);
	     session; session = session->all.next) {
		if (!session_list_means(request, session))
			continue;
		fill(session, &writer->row[writer->count]);
		if (!put(writer, err))
			return false;
	}
	return true;
}

/* ---- who has not logged in ---- */

static bool is_meant(const struct desk_request *request,
		     const struct visitor *visitor)
{
	return fits(request->user, "") &&
	       fits(request->session, visitor->session) &&
	       fits(request->service, visitor->service) &&
	       fits_address(request, visitor->remote_ip);
}

static enum desk_state state_of(const struct visitor *visitor)
{
	if (visitor->step == VISITOR_HANDSHAKE)
		return DESK_HANDSHAKE;
	return visitor->step == VISITOR_LOGIN ? DESK_LOGIN : DESK_GREETED;
}

static void fill_visitor(const struct visitor *visitor, struct desk_row *row)
{
	*row = (struct desk_row){
		.secured = visitor->secured != 0,
		.state = state_of(visitor),
		.begin_us = visitor->begin_us,
	};
	snprintf(row->session, sizeof(row->session), "%s", visitor->session);
	snprintf(row->service, sizeof(row->service), "%s", visitor->service);
	snprintf(row->remote_ip, sizeof(row->remote_ip), "%s",
		 visitor->remote_ip);
	snprintf(row->local_ip, sizeof(row->local_ip), "%s", visitor->local_ip);
}

static bool put_visitors(const struct child *gate,
			 const struct desk_request *request,
			 struct writer *writer, struct err *err)
{
	struct visitor visitor[VISITORS_AT_ONCE];
	uint32_t at = 0;
	uint32_t count;

	while ((count = visitors_read(gate->sight, gate->clients, &at,
				      visitor)) > 0) {
		for (uint32_t i = 0; i < count; i++) {
			if (!is_meant(request, &visitor[i]))
				continue;
			fill_visitor(&visitor[i], &writer->row[writer->count]);
			if (!put(writer, err))
				return false;
		}
	}
	return true;
}

static bool put_all_visitors(const struct children *children,
			     const struct desk_request *request,
			     struct writer *writer, struct err *err)
{
	for (unsigned i = 0; i < CHILDREN_MAX; i++) {
		const struct child *child = &children->child[i];

		if (child->kind == CHILD_GATE && child->sight >= 0 &&
		    !put_visitors(child, request, writer, err))
			return false;
	}
	return true;
}

bool session_list_write(const struct session_table *table,
			const struct children *children,
			const struct desk_request *request, int *out_fd,
			uint32_t *out_count, struct err *err)
{
	auto_fd int fd = memfd_create("fumikura-list", MFD_CLOEXEC);
	auto_free struct desk_row *row = x_calloc(ROWS, sizeof(*row));
	struct writer writer = { .fd = fd, .row = row };

	if (fd < 0)
		return err_sys(err, "list of sessions");
	see_all(table);
	if (!put_sessions(table, request, &writer, err) ||
	    (request->all &&
	     !put_all_visitors(children, request, &writer, err)) ||
	    !flush(&writer, err))
		return false;
	*out_count = writer.written;
	*out_fd = auto_fd_take(&fd);
	return true;
}
