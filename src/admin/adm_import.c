/* SPDX-License-Identifier: MIT */
/* fumikura import check: what would be kept of another server's Maildir. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "admin/adm.h"
#include "base/span.h"
#include "proc/privilege.h"
#include "store/store_import_check.h"

static void print_folder(void *arg, const struct store_import_folder *f)
{
	(void)arg;
	printf("%.*s: ", SPAN_ARG(f->mailbox));
	if (f->source)
		printf("%s, UIDVALIDITY %u, next UID %u, %u of %u messages "
		       "keep their UIDs",
		       f->source, f->uidvalidity, f->uidnext, f->known,
		       f->files);
	else
		printf("no list of UIDs, %u messages get new ones", f->files);
	if (f->names || f->tagged)
		printf("; %u keywords, %u messages have some", f->names,
		       f->tagged);
	putchar('\n');
	if (f->malformed)
		printf("WRONG  %.*s: %s is malformed and would be passed "
		       "over\n",
		       SPAN_ARG(f->mailbox), f->malformed);
	if (f->dropped)
		printf("WRONG  %.*s: %u keywords are too many and would be "
		       "lost\n",
		       SPAN_ARG(f->mailbox), f->dropped);
}

/* As its owner, who may not be able to go the way to it. */
static bool enter(const char *dir, struct err *err)
{
	if (chdir(dir) != 0)
		return err_set(err, ERR_NOTFOUND, "%s: %s", dir,
			       strerrordesc_np(errno));
	return privilege_drop_to_owner(".", err);
}

static int run_import(struct adm_call *call)
{
	const char *verb = adm_take_word(call);
	const char *dir = adm_take_word(call);
	struct store_import_found found;
	struct err err;

	if (!dir || call->argc || !span_eq(span_of(verb), SPAN("check")))
		return adm_usage(&adm_import);
	if (!enter(dir, &err) ||
	    !store_import_check(".", print_folder, NULL, &found, &err))
		return adm_complain(&err);
	if (found.subscriptions)
		printf("%zu subscriptions in %s\n", found.subscribed,
		       found.subscriptions);
	printf("%u of %u messages in %u folders keep their UIDs\n", found.known,
	       found.files, found.folders);
	return ADM_OK;
}

const struct adm_command adm_import = {
	.name = "import",
	.usage = "import check DIR\n",
	.run = run_import,
};
