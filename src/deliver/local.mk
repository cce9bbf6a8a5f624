noinst_LIBRARIES += libdeliver.a
libdeliver_a_SOURCES = \
	src/deliver/deliver.c \
	src/deliver/deliver.h \
	src/deliver/deliver_bounce.c \
	src/deliver/deliver_bounce.h \
	src/deliver/deliver_copy.c \
	src/deliver/deliver_copy.h \
	src/deliver/deliver_follow.c \
	src/deliver/deliver_follow.h \
	src/deliver/deliver_head.c \
	src/deliver/deliver_head.h \
	src/deliver/deliver_mail.c \
	src/deliver/deliver_mail.h \
	src/deliver/deliver_mail_priv.h \
	src/deliver/deliver_name.c \
	src/deliver/deliver_name.h \
	src/deliver/deliver_priv.h \
	src/deliver/deliver_outgoing.c \
	src/deliver/deliver_outgoing.h \
	src/deliver/deliver_queue.c \
	src/deliver/deliver_queue.h \
	src/deliver/deliver_reply.c \
	src/deliver/deliver_reply.h \
	src/deliver/deliver_users.c \
	src/deliver/deliver_users.h
