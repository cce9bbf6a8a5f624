/* SPDX-License-Identifier: MIT */
/*
 * Each source gives its next names in order. Behind the last name of a source
 * that has more the others' names have to wait, or the order would be lost, and
 * with it that each name is told once.
 */
#include "auth/auth_list.h"

#include <stdlib.h>
#include <string.h>

#include "auth/auth_source.h"
#include "base/x.h"

struct op {
	struct auth_chain *chain;
	struct auth_subject subject; /* user: `after` */
	size_t at;
	unsigned asked;
	char (*name)[256];
	size_t count;
	bool limited; /* a source has more, behind `limit` */
	char limit[256];
	void (*told)(void *arg, const struct auth_list_page *page);
	void *arg;
};

static void finish(struct op *op, const struct auth_list_page *page)
{
	op->told(op->arg, page);
	free(op->name);
	free(op);
}

static void fail(struct op *op, const struct err *err)
{
	const struct auth_list_page page = { .err = err };

	finish(op, &page);
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void tell_page(struct op *op)
{
	struct auth_list_page page = { .name = op->name, .more = op->limited };

	if (op->count)
		qsort(op->name, op->count, sizeof(*op->name), compare);
	for (size_t i = 0; i < op->count; i++) {
		if (op->limited && strcmp(op->name[i], op->limit) > 0)
			break;
		if (page.count &&
		    strcmp(op->name[page.count - 1], op->name[i]) == 0)
			continue;
		memmove(op->name[page.count++], op->name[i], sizeof(*op->name));
	}
	finish(op, &page);
}

static void ask_next(struct op *op);

static void source_told(void *arg, const struct auth_source_answer *answer)
{
	struct op *op = arg;
	size_t count = answer->page_count;

	if (answer->result != AUTH_SOURCE_FOUND) {
		fail(op, answer->err);
		return;
	}
	if (count) {
		op->name = x_realloc_array(op->name, op->count + count,
					   sizeof(*op->name));
		memcpy(op->name[op->count], answer->page,
		       count * sizeof(*op->name));
		op->count += count;
	}
	if (count == AUTH_SOURCE_PAGE &&
	    (!op->limited || strcmp(answer->page[count - 1], op->limit) < 0)) {
		op->limited = true;
		memcpy(op->limit, answer->page[count - 1], sizeof(op->limit));
	}
	ask_next(op);
}

static void ask_next(struct op *op)
{
	const struct auth_source_question question = {
		.task = AUTH_SOURCE_LIST,
		.subject = &op->subject,
	};
	struct auth_source *source = auth_chain_source(op->chain, op->at);
	struct err err;

	while (source && !auth_source_can_list(source))
		source = auth_chain_source(op->chain, ++op->at);
	if (source) {
		op->at++;
		op->asked++;
		auth_source_ask(source, &question, source_told, op);
	} else if (op->asked) {
		tell_page(op);
	} else {
		err_set(&err, ERR_STATE, "no source can list its users");
		fail(op, &err);
	}
}

void auth_list_page(struct auth_chain *chain, const char *after,
		    void (*told)(void *arg, const struct auth_list_page *page),
		    void *arg)
{
	struct op *op = x_calloc(1, sizeof(*op));

	op->chain = chain;
	op->told = told;
	op->arg = arg;
	snprintf(op->subject.user, sizeof(op->subject.user), "%s", after);
	ask_next(op);
}
