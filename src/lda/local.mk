noinst_LIBRARIES += liblda.a
liblda_a_SOURCES = \
	src/lda/lda_address.c \
	src/lda/lda_address.h \
	src/lda/lda_client.c \
	src/lda/lda_client.h \
	src/lda/lda_exit.c \
	src/lda/lda_exit.h \
	src/lda/lda_message.c \
	src/lda/lda_message.h \
	src/lda/lda_options.c \
	src/lda/lda_options.h \
	src/lda/lda_qmail.c \
	src/lda/lda_qmail.h

bin_PROGRAMS += fumikura-lda
fumikura_lda_SOURCES = src/lda/main.c
fumikura_lda_LDADD = liblda.a libio.a libbase.a
