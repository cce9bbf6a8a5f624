noinst_LIBRARIES += libaccount.a
libaccount_a_SOURCES = \
	src/account/account.c \
	src/account/account.h \
	src/account/account_wire.c \
	src/account/account_wire.h
