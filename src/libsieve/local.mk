# Without sanitizers: their shadow memory is more than it may have.
if LIBSIEVE
libexec_PROGRAMS += fumikura-libsieve
fumikura_libsieve_SOURCES = \
	src/libsieve/ls_engine.c \
	src/libsieve/ls_engine.h \
	src/libsieve/ls_request.c \
	src/libsieve/ls_request.h \
	src/libsieve/ls_sandbox.c \
	src/libsieve/ls_sandbox.h \
	src/libsieve/main.c
fumikura_libsieve_CFLAGS = -std=gnu17 $(FU_WARN) $(FU_HARDEN)
fumikura_libsieve_LDFLAGS = $(FU_HARDEN_LD)
fumikura_libsieve_LDADD = $(LIBSIEVE_LIBS) $(SECCOMP_LIBS)
endif
