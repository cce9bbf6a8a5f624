noinst_LIBRARIES += libaccount.a
libaccount_a_SOURCES = \
	src/account/account_access.c \
	src/account/account_access.h \
	src/account/account.c \
	src/account/account.h \
	src/account/account_apop.c \
	src/account/account_apop.h \
	src/account/account_authdaemond.c \
	src/account/account_authdaemond.h \
	src/account/account_authdaemond_reply.c \
	src/account/account_cdb.c \
	src/account/account_cdb.h \
	src/account/account_checkpassword.c \
	src/account/account_child.c \
	src/account/account_child.h \
	src/account/account_address.c \
	src/account/account_address.h \
	src/account/account_client.c \
	src/account/account_client.h \
	src/account/account_entry.c \
	src/account/account_entry.h \
	src/account/account_field.c \
	src/account/account_field.h \
	src/account/account_ldap.c \
	src/account/account_ldap_conn.c \
	src/account/account_ldap_conn.h \
	src/account/account_ldap_entry.c \
	src/account/account_ldap_entry.h \
	src/account/account_ldap_extra.c \
	src/account/account_ldap_extra.h \
	src/account/account_ldap_find.c \
	src/account/account_ldap_list.c \
	src/account/account_ldap_preset.c \
	src/account/account_ldap_preset.h \
	src/account/account_ldap_priv.h \
	src/account/account_ldap_text.c \
	src/account/account_ldap_text.h \
	src/account/account_ldap_value.c \
	src/account/account_ldap_value.h \
	src/account/account_lines.c \
	src/account/account_lines.h \
	src/account/account_lines_table.c \
	src/account/account_lines_table.h \
	src/account/account_mysql.c \
	src/account/account_mysql.h \
	src/account/account_mysql_connect.c \
	src/account/account_mysql_connect.h \
	src/account/account_mysql_db.c \
	src/account/account_mysql_db.h \
	src/account/account_mysql_edit.c \
	src/account/account_mysql_edit.h \
	src/account/account_names.c \
	src/account/account_names.h \
	src/account/account_passwdfile.c \
	src/account/account_passwdfile.h \
	src/account/account_rules.c \
	src/account/account_rules.h \
	src/account/account_relay.c \
	src/account/account_relay.h \
	src/account/account_seen.c \
	src/account/account_seen.h \
	src/account/account_source.c \
	src/account/account_source.h \
	src/account/account_sql.c \
	src/account/account_sql.h \
	src/account/account_sql_answer.c \
	src/account/account_sql_answer.h \
	src/account/account_sql_entry.c \
	src/account/account_sql_pair.c \
	src/account/account_sql_pair.h \
	src/account/account_sql_place.c \
	src/account/account_sql_place.h \
	src/account/account_sql_schema.c \
	src/account/account_sql_schema.h \
	src/account/account_sources.c \
	src/account/account_sources.h \
	src/account/account_sqlite.c \
	src/account/account_sqlite.h \
	src/account/account_sqlite_db.c \
	src/account/account_sqlite_db.h \
	src/account/account_sqlite_query.c \
	src/account/account_sqlite_query.h \
	src/account/account_sqlite_file.c \
	src/account/account_sqlite_file.h \
	src/account/account_sqlite_kind.c \
	src/account/account_static.c \
	src/account/account_system.c \
	src/account/account_vpasswd.c \
	src/account/account_vpasswd.h \
	src/account/account_vpopmail.c \
	src/account/account_wire.c \
	src/account/account_wire.h
# mysql.h has macros with functions that ban.h poisons: it has to come before.
libaccount_a_CPPFLAGS = -I$(top_srcdir)/src -include config.h \
	$(MARIADB_CFLAGS) -include mysql.h -include base/ban.h
libaccount_a_CFLAGS = $(AM_CFLAGS) $(SQLITE_CFLAGS) $(LDAP_CFLAGS)
# What the kinds of sources need, and what links all of them.
SOURCE_LIBS = $(SQLITE_LIBS) $(MARIADB_LIBS) $(LDAP_LIBS) $(CDB_LIBS) -lpthread
ACCOUNT_LIBS = libaccount.a libcrypto.a libio.a libbase.a $(SOURCE_LIBS) \
	$(OPENSSL_LIBS) $(ARGON2_LIBS) $(CRYPT_LIBS)
