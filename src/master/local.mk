libexec_PROGRAMS += fumikura-master
fumikura_master_SOURCES = \
	src/master/child.c \
	src/master/child.h \
	src/master/children.c \
	src/master/children.h \
	src/master/desk_server.c \
	src/master/desk_server.h \
	src/master/events.c \
	src/master/events.h \
	src/master/keyring.c \
	src/master/keyring.h \
	src/master/listener.c \
	src/master/listener.h \
	src/master/login.c \
	src/master/login.h \
	src/master/login_limit.c \
	src/master/login_limit.h \
	src/master/main.c \
	src/master/notify.c \
	src/master/notify.h \
	src/master/pending.c \
	src/master/pending.h \
	src/master/session_desk.c \
	src/master/session_desk.h \
	src/master/session_list.c \
	src/master/session_list.h \
	src/master/session_table.c \
	src/master/session_table.h \
	src/master/supervisor.c \
	src/master/supervisor.h
fumikura_master_LDADD = \
	libproc.a libconfig.a libio.a libbase.a $(CONFUSE_LIBS)
