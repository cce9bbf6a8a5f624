/* SPDX-License-Identifier: MIT */
#include "lda/lda_exit.h"

enum {
	QMAIL_DONE = 0,
	QMAIL_DONE_LAST = 99,
	QMAIL_HARD = 100,
	QMAIL_SOFT = 111
};

int lda_exit_code(enum lda_exits whose, enum lda_exit outcome)
{
	if (whose == LDA_EXITS_SYS)
		return (int)outcome;
	switch (outcome) {
	case LDA_EXIT_OK:
		return whose == LDA_EXITS_QMAIL_LAST ? QMAIL_DONE_LAST
						     : QMAIL_DONE;
	case LDA_EXIT_NOUSER:
	case LDA_EXIT_NOPERM:
		return QMAIL_HARD;
	/* A slip in .qmail must not bounce mail. */
	case LDA_EXIT_USAGE:
	case LDA_EXIT_TEMP:
		break;
	}
	return QMAIL_SOFT;
}
