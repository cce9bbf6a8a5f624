/* SPDX-License-Identifier: MIT */
/*
 * The family of `fumikura` commands: one file each, ending in one entry.
 *
 * Results go to stdout, complaints to stderr. Exit codes: 0 done, 1 found
 * something wrong or refused, 64 usage, 75 temporary trouble, 78 configuration.
 */
#pragma once

#include "base/err.h"
#include "config/config.h"

enum adm_exit {
	ADM_OK = 0,
	ADM_FAILED = 1,
	ADM_USAGE = 64,
	ADM_TEMP = 75,
	ADM_CONFIG = 78,
};

struct adm_call {
	struct config config;
	const char *program; /* argv[0] */
	int argc;            /* words behind the command's name */
	char **argv;
};

struct adm_command {
	const char *name;
	const char *usage; /* lines of "fumikura <usage>", each with LF */
	/* Needs no settings, and runs for who may not read them. */
	bool unconfigured;
	int (*run)(struct adm_call *call);
};

extern const struct adm_command adm_acl;
extern const struct adm_command adm_auth;
extern const struct adm_command adm_config;
extern const struct adm_command adm_doctor;
extern const struct adm_command adm_export;
extern const struct adm_command adm_hook;
extern const struct adm_command adm_import;
extern const struct adm_command adm_index;
extern const struct adm_command adm_mailbox;
extern const struct adm_command adm_pw;
extern const struct adm_command adm_quota;
extern const struct adm_command adm_serve;
extern const struct adm_command adm_session;
extern const struct adm_command adm_sieve;
extern const struct adm_command adm_stats;
extern const struct adm_command adm_user;

/* Is the program called by the name of a hook? Then all its arguments are the
 * hook's own, and none an option: who may run it so may not choose another
 * configuration. */
bool adm_hook_is(const char *program);

/* Says "fumikura: …" and gives the exit code for the error's kind. */
int adm_complain(const struct err *err);
/* Of two exit codes that to end with: trouble counts more than findings. */
int adm_worse(int a, int b);
/* Prints the usage of a command; ADM_USAGE. */
int adm_usage(const struct adm_command *command);
/* The first word that is no option, and the value of an option "--name VALUE"
 * or NULL. Take them out of the call's words. */
char *adm_take_word(struct adm_call *call);
char *adm_take_option(struct adm_call *call, const char *name);
/* true if a word "--name" was there. */
bool adm_take_switch(struct adm_call *call, const char *name);
