bin_PROGRAMS += fumikura
fumikura_SOURCES = \
	src/admin/adm.c \
	src/admin/adm.h \
	src/admin/adm_acl.c \
	src/admin/adm_account.c \
	src/admin/adm_account.h \
	src/admin/adm_auth.c \
	src/admin/adm_config.c \
	src/admin/adm_deleted.c \
	src/admin/adm_deleted.h \
	src/admin/adm_desk.c \
	src/admin/adm_desk.h \
	src/admin/adm_doctor.c \
	src/admin/adm_export.c \
	src/admin/adm_forget.c \
	src/admin/adm_forget.h \
	src/admin/adm_hook.c \
	src/admin/adm_import.c \
	src/admin/adm_index.c \
	src/admin/adm_mailbox.c \
	src/admin/adm_owner.c \
	src/admin/adm_owner.h \
	src/admin/adm_patient.c \
	src/admin/adm_patient.h \
	src/admin/adm_place.c \
	src/admin/adm_place.h \
	src/admin/adm_pw.c \
	src/admin/adm_quota.c \
	src/admin/adm_serve.c \
	src/admin/adm_session.c \
	src/admin/adm_session_print.c \
	src/admin/adm_session_print.h \
	src/admin/adm_sieve.c \
	src/admin/adm_sieve.h \
	src/admin/adm_sieve_json.c \
	src/admin/adm_sieve_json.h \
	src/admin/adm_sieve_run.c \
	src/admin/adm_sieve_script.c \
	src/admin/adm_sieve_try.c \
	src/admin/adm_source.c \
	src/admin/adm_source.h \
	src/admin/adm_stats.c \
	src/admin/adm_tree.c \
	src/admin/adm_tree.h \
	src/admin/adm_user.c \
	src/admin/adm_user_delete.c \
	src/admin/adm_user_delete.h \
	src/admin/main.c
fumikura_LDADD = \
	libdeliver.a libsubmit.a libstore.a libfsieve.a libquota.a libproc.a libmaildir.a libaccount.a libtls.a \
	libconfig.a libindex.a libcrypto.a libmime.a libio.a libbase.a \
	$(LMDB_LIBS) $(CONFUSE_LIBS) $(SOURCE_LIBS) \
	$(OPENSSL_LIBS) $(CRYPT_LIBS) $(ARGON2_LIBS) -ljansson

# PostfixAdmin's hooks, each by its own name (doc/admin/postfixadmin.md).
HOOKS = mailbox-postcreation mailbox-postedit mailbox-postdeletion \
	domain-postcreation domain-postdeletion
install-exec-hook:
	$(MKDIR_P) $(DESTDIR)$(libexecdir)
	for hook in $(HOOKS); do \
	  $(LN_S) -f $(bindir)/fumikura \
	    $(DESTDIR)$(libexecdir)/postfixadmin-$$hook || exit 1; \
	done
uninstall-hook:
	for hook in $(HOOKS); do \
	  rm -f $(DESTDIR)$(libexecdir)/postfixadmin-$$hook; \
	done
