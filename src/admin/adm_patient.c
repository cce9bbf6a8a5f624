/* SPDX-License-Identifier: MIT */
#include "admin/adm_patient.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "admin/adm_account.h"
#include "admin/adm_owner.h"
#include "admin/adm_place.h"
#include "base/auto.h"
#include "base/x.h"
#include "proc/isolation.h"
#include "proc/privilege.h"
#include "store/store_doctor.h"

struct patient {
	const struct config *config;
	const struct account *account;
	bool repair;
	unsigned wrong;
};

static void print_wrong(void *arg, struct span mailbox, const char *what)
{
	struct patient *p = arg;

	p->wrong++;
	printf("WRONG  %s: %.*s%s%s\n", p->account->user, SPAN_ARG(mailbox),
	       mailbox.len ? ": " : "", what);
}

static void print_mended(void *arg, struct span mailbox, const char *what)
{
	struct patient *p = arg;

	printf("MENDED %s: %.*s%s%s\n", p->account->user, SPAN_ARG(mailbox),
	       mailbox.len ? ": " : "", what);
}

static void file_wrong(void *arg, const char *what)
{
	print_wrong(arg, SPAN(""), what);
}

static void file_mended(void *arg, const char *what)
{
	print_mended(arg, SPAN(""), what);
}

static bool is_below(const char *path, const char *folder)
{
	struct span rest = span_of(path);

	if (!span_starts(rest, span_of(folder)))
		return false;
	rest = span_from(rest, span_of(folder).len);
	return !rest.len || rest.ptr[0] == '/';
}

static bool check_owners(struct patient *p, struct err *err)
{
	auto_free char *trusted = adm_place_mail(p->config);
	struct adm_owner owner = {
		.uid = geteuid(),
		.gid = getegid(),
		.trusted = trusted,
		.repair = p->repair,
		.wrong = file_wrong,
		.mended = file_mended,
		.arg = p,
	};
	const struct account *a = p->account;

	if (geteuid() == 0 &&
	    !privilege_find(p->config->mail_user, &owner.uid, &owner.gid, err))
		return false;
	return adm_owner_check(&owner, a->home, err) &&
	       (is_below(a->mail, a->home) ||
		adm_owner_check(&owner, a->mail, err));
}

/* ---- what the walls of a session leave outside (proc/isolation.h) ---- */

static bool is_inside(const char *path, const char *folder)
{
	auto_free char *place = realpath(folder, NULL);

	return place && is_below(path, place);
}

static void check_link(struct patient *p, const char *folder, const char *name)
{
	auto_free char *path = x_printf("%s/%s", folder, name);
	auto_free char *target = NULL;
	auto_free char *what = NULL;
	struct stat st;

	if (lstat(path, &st) != 0 || !S_ISLNK(st.st_mode))
		return;
	target = realpath(path, NULL);
	if (!target || is_inside(target, p->account->home) ||
	    is_inside(target, p->account->mail))
		return;
	what = x_printf("%s leads to %s, which sessions can't open with "
			"isolation = user (mount it there instead)",
			path, target);
	print_wrong(p, SPAN(""), what);
}

static void check_links_of_folder(struct patient *p, const char *name)
{
	auto_free char *path = x_printf("%s/%s", p->account->mail, name);
	static const char *const parts[] = { "cur", "new", "tmp" };

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		check_link(p, path, parts[i]);
}

/* The Maildir itself may be a link, if root made it. */
static void check_links(struct patient *p)
{
	DIR *listing = opendir(p->account->mail);
	struct dirent *entry;

	if (!listing)
		return;
	while ((entry = readdir(listing))) {
		if (span_eq(span_of(entry->d_name), SPAN("..")))
			continue;
		check_link(p, p->account->mail, entry->d_name);
		if (entry->d_name[0] == '.')
			check_links_of_folder(p, entry->d_name);
	}
	closedir(listing);
}

static bool check_store(struct patient *p, struct err *err)
{
	struct store_settings settings = store_settings_of(p->config);
	const struct store_doctor_sink sink = { print_wrong, print_mended, p };

	return store_doctor(p->account, &settings,
			    p->repair ? STORE_DOCTOR_REPAIR : STORE_DOCTOR_LOOK,
			    &sink, err);
}

/* All owners first: there is no way back from mail_user. */
static int run_steps(struct patient *patient, size_t count)
{
	int code = ADM_OK;
	struct err err;

	for (size_t i = 0; i < count; i++)
		if (!check_owners(&patient[i], &err))
			code = adm_worse(code, adm_complain(&err));
	if (!adm_account_enter(patient->config, &err))
		return adm_complain(&err);
	for (size_t i = 0; i < count; i++) {
		if (isolation_is_wanted(patient->config))
			check_links(&patient[i]);
		if (!check_store(&patient[i], &err))
			code = adm_worse(code, adm_complain(&err));
		printf("%s: %u wrong\n", patient[i].account->user,
		       patient[i].wrong);
		if (patient[i].wrong)
			code = adm_worse(code, ADM_FAILED);
	}
	return code;
}

int adm_patient_run(struct adm_call *call, const char *user,
		    enum adm_patient_how how)
{
	auto_accounts struct adm_accounts accounts = { .account = NULL };
	auto_free struct patient *patient = NULL;
	struct err err;

	if (!adm_account_find(&call->config, user, &accounts, &err))
		return adm_complain(&err);
	if (!accounts.count)
		return ADM_OK;
	patient = x_calloc(accounts.count, sizeof(*patient));
	for (size_t i = 0; i < accounts.count; i++)
		patient[i] = (struct patient){
			.config = &call->config,
			.account = &accounts.account[i],
			.repair = how == ADM_PATIENT_REPAIR,
		};
	return run_steps(patient, accounts.count);
}
