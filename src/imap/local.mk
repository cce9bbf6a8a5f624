noinst_LIBRARIES += libimap.a
libimap_a_SOURCES = \
	src/imap/cmd/cmd_append.c \
	src/imap/cmd/cmd_authenticate.c \
	src/imap/cmd/cmd_capability.c \
	src/imap/cmd/cmd_check.c \
	src/imap/cmd/cmd_close.c \
	src/imap/cmd/cmd_copy.c \
	src/imap/cmd/cmd_create.c \
	src/imap/cmd/cmd_delete.c \
	src/imap/cmd/cmd_enable.c \
	src/imap/cmd/cmd_examine.c \
	src/imap/cmd/cmd_expunge.c \
	src/imap/cmd/cmd_fetch.c \
	src/imap/cmd/cmd_id.c \
	src/imap/cmd/cmd_idle.c \
	src/imap/cmd/cmd_list.c \
	src/imap/cmd/cmd_login.c \
	src/imap/cmd/cmd_logout.c \
	src/imap/cmd/cmd_lsub.c \
	src/imap/cmd/cmd_move.c \
	src/imap/cmd/cmd_namespace.c \
	src/imap/cmd/cmd_noop.c \
	src/imap/cmd/cmd_rename.c \
	src/imap/cmd/cmd_search.c \
	src/imap/cmd/cmd_select.c \
	src/imap/cmd/cmd_starttls.c \
	src/imap/cmd/cmd_status.c \
	src/imap/cmd/cmd_store.c \
	src/imap/cmd/cmd_subscribe.c \
	src/imap/cmd/cmd_unselect.c \
	src/imap/cmd/cmd_unsubscribe.c \
	src/imap/fetch_binary.c \
	src/imap/fetch_binary.h \
	src/imap/fetch_item.c \
	src/imap/fetch_item.h \
	src/imap/fetch_modifier.c \
	src/imap/fetch_modifier.h \
	src/imap/fetch_parse.c \
	src/imap/fetch_parse.h \
	src/imap/fetch_section.c \
	src/imap/fetch_section.h \
	src/imap/imap_args.c \
	src/imap/imap_args.h \
	src/imap/imap_command.h \
	src/imap/imap_commands.c \
	src/imap/imap_commands.def \
	src/imap/imap_commands.h \
	src/imap/imap_copy.c \
	src/imap/imap_copy.h \
	src/imap/imap_esearch.c \
	src/imap/imap_esearch.h \
	src/imap/imap_flags.c \
	src/imap/imap_flags.h \
	src/imap/imap_input.c \
	src/imap/imap_input.h \
	src/imap/imap_list.c \
	src/imap/imap_list.h \
	src/imap/imap_list_parse.c \
	src/imap/imap_list_parse.h \
	src/imap/imap_loop.c \
	src/imap/imap_loop.h \
	src/imap/imap_mailbox.c \
	src/imap/imap_mailbox.h \
	src/imap/imap_partial.c \
	src/imap/imap_partial.h \
	src/imap/imap_modseq.c \
	src/imap/imap_modseq.h \
	src/imap/imap_pattern.c \
	src/imap/imap_pattern.h \
	src/imap/imap_record.c \
	src/imap/imap_record.h \
	src/imap/imap_reply.c \
	src/imap/imap_reply.h \
	src/imap/imap_return.c \
	src/imap/imap_return.h \
	src/imap/imap_resync.c \
	src/imap/imap_resync.h \
	src/imap/imap_search.c \
	src/imap/imap_search.h \
	src/imap/imap_search_key.c \
	src/imap/imap_search_key.h \
	src/imap/imap_select.c \
	src/imap/imap_select.h \
	src/imap/imap_session.c \
	src/imap/imap_session.h \
	src/imap/imap_set.c \
	src/imap/imap_set.h \
	src/imap/imap_status.c \
	src/imap/imap_status.h \
	src/imap/imap_sync.c \
	src/imap/imap_sync.h

libexec_PROGRAMS += fumikura-imap
fumikura_imap_SOURCES = src/imap/main.c
fumikura_imap_LDADD = libimap.a libstore.a libcrypto.a libquota.a libwire.a libproc.a \
	libmaildir.a libaccount.a libconfig.a libindex.a libmime.a libio.a \
	libbase.a $(LMDB_LIBS) $(SQLITE_LIBS) $(CONFUSE_LIBS)
