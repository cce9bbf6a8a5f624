/* SPDX-License-Identifier: MIT */
/* What the caller is told by the exit code. */
#pragma once

/* The outcome, with its code in sysexits(3), as Postfix' pipe(8), Exim,
 * maildrop, procmail and fetchmail read it. */
enum lda_exit {
	LDA_EXIT_OK = 0,
	LDA_EXIT_USAGE = 64,
	LDA_EXIT_NOUSER = 67,
	LDA_EXIT_TEMP = 75,
	LDA_EXIT_NOPERM = 77,
};

/* Whose codes they are. */
enum lda_exits {
	LDA_EXITS_SYS,
	LDA_EXITS_QMAIL, /* qmail-command(8): 0, 100, 111 */
	/* 99 instead of 0: qmail passes over the further lines of .qmail. */
	LDA_EXITS_QMAIL_LAST,
};

int lda_exit_code(enum lda_exits whose, enum lda_exit outcome);
