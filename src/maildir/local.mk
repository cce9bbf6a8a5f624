noinst_LIBRARIES += libmaildir.a
libmaildir_a_SOURCES = \
	src/maildir/md_dir.h \
	src/maildir/md_facts.h \
	src/maildir/md_folder.c \
	src/maildir/md_folder.h \
	src/maildir/md_import.c \
	src/maildir/md_import.h \
	src/maildir/md_import_courier.c \
	src/maildir/md_import_courier.h \
	src/maildir/md_import_dovecot.c \
	src/maildir/md_import_dovecot.h \
	src/maildir/md_import_keywords.c \
	src/maildir/md_import_keywords.h \
	src/maildir/md_import_list.c \
	src/maildir/md_import_list.h \
	src/maildir/md_keywords.c \
	src/maildir/md_keywords.h \
	src/maildir/md_line.c \
	src/maildir/md_line.h \
	src/maildir/md_lock.c \
	src/maildir/md_lock.h \
	src/maildir/md_name.c \
	src/maildir/md_name.h \
	src/maildir/md_remove.c \
	src/maildir/md_remove.h \
	src/maildir/md_scan.c \
	src/maildir/md_scan.h \
	src/maildir/md_subscriptions.c \
	src/maildir/md_subscriptions.h \
	src/maildir/md_sum.c \
	src/maildir/md_sum.h \
	src/maildir/md_time.c \
	src/maildir/md_time.h \
	src/maildir/md_uid.c \
	src/maildir/md_uid.h
