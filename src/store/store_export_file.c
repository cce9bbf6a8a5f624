/* SPDX-License-Identifier: MIT */
#include "base/auto.h"
#include "io/file.h"
#include "store/store_export_priv.h"

bool store_export_file(const struct store_exporting *e, const char *name,
		       const struct buf *text, struct err *err)
{
	auto_fd int folder = -1;

	if (text->full)
		return err_set(err, ERR_LIMIT, "%s would be too long", name);
	return md_folder_open(e->box->user->account.mail, span_of(e->box->dir),
			      &folder, err) &&
	       file_write_atomic(folder, name, buf_span(text), 0600, err);
}
