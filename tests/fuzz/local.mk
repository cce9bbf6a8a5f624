# A target is one file with LLVMFuzzerTestOneInput. With --enable-fuzzing it
# becomes a libFuzzer program; else a test that runs its corpus and some
# thousand mutations of it. Add a target with two lines:
#   FUZZ_TARGETS += tests/fuzz/fuzz_x
#   tests_fuzz_fuzz_x_SOURCES = tests/fuzz/fuzz_x.c $(FUZZ_MAIN)
#   tests_fuzz_fuzz_x_LDADD = libbase.a
if FUZZING
FUZZ_MAIN =
AM_LDFLAGS += $(FU_FUZZ_LINK)
EXTRA_PROGRAMS += $(FUZZ_TARGETS)
else
FUZZ_MAIN = tests/fuzz/fuzz_main.c
check_PROGRAMS += $(FUZZ_TARGETS)
endif

FUZZ_TARGETS += tests/fuzz/fuzz_wire_imap
tests_fuzz_fuzz_wire_imap_SOURCES = tests/fuzz/fuzz_wire_imap.c $(FUZZ_MAIN)
tests_fuzz_fuzz_wire_imap_LDADD = libwire.a libio.a libbase.a

FUZZ_TARGETS += tests/fuzz/fuzz_lmtp
tests_fuzz_fuzz_lmtp_SOURCES = tests/fuzz/fuzz_lmtp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_lmtp_LDADD = liblmtp.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_gate_imap
tests_fuzz_fuzz_gate_imap_SOURCES = tests/fuzz/fuzz_gate_imap.c \
	tests/fuzz/gate_client.c tests/fuzz/gate_client.h $(FUZZ_MAIN)
tests_fuzz_fuzz_gate_imap_LDADD = libgate.a libwire.a libconfig.a libio.a \
	libbase.a $(CONFUSE_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_errand
tests_fuzz_fuzz_errand_SOURCES = tests/fuzz/fuzz_errand.c $(FUZZ_MAIN)
tests_fuzz_fuzz_errand_LDADD = libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_handover
tests_fuzz_fuzz_handover_SOURCES = tests/fuzz/fuzz_handover.c \
	tests/fuzz/gate_client.c tests/fuzz/gate_client.h $(FUZZ_MAIN)
tests_fuzz_fuzz_handover_LDADD = libgate.a libwire.a libproc.a libconfig.a \
	libio.a libbase.a $(CONFUSE_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_trace_blank
tests_fuzz_fuzz_trace_blank_SOURCES = tests/fuzz/fuzz_trace_blank.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_trace_blank_LDADD = libproc.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_tls_answer
tests_fuzz_fuzz_tls_answer_SOURCES = tests/fuzz/fuzz_tls_answer.c $(FUZZ_MAIN)
tests_fuzz_fuzz_tls_answer_LDADD = libtls.a libconfig.a libio.a libbase.a \
	$(OPENSSL_LIBS) $(CONFUSE_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_imap_command
tests_fuzz_fuzz_imap_command_SOURCES = tests/fuzz/fuzz_imap_command.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_imap_command_LDADD = $(fumikura_imap_LDADD)
FUZZ_TARGETS += tests/fuzz/fuzz_imap_record
tests_fuzz_fuzz_imap_record_SOURCES = tests/fuzz/fuzz_imap_record.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_imap_record_LDADD = $(fumikura_imap_LDADD)
FUZZ_TARGETS += tests/fuzz/fuzz_imap_url
tests_fuzz_fuzz_imap_url_SOURCES = tests/fuzz/fuzz_imap_url.c $(FUZZ_MAIN)
tests_fuzz_fuzz_imap_url_LDADD = libimap.a libio.a libbase.a

FUZZ_TARGETS += tests/fuzz/fuzz_deliver_head
tests_fuzz_fuzz_deliver_head_SOURCES = tests/fuzz/fuzz_deliver_head.c $(FUZZ_MAIN)
tests_fuzz_fuzz_deliver_head_LDADD = libdeliver.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_deliver_reply tests/fuzz/fuzz_submit_wire
tests_fuzz_fuzz_deliver_reply_SOURCES = tests/fuzz/fuzz_deliver_reply.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_deliver_reply_LDADD = libdeliver.a libmime.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_deliver_notify
tests_fuzz_fuzz_deliver_notify_SOURCES = tests/fuzz/fuzz_deliver_notify.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_deliver_notify_LDADD = libdeliver.a $(FUZZ_SIEVE_LIBS)
tests_fuzz_fuzz_submit_wire_SOURCES = tests/fuzz/fuzz_submit_wire.c $(FUZZ_MAIN)
tests_fuzz_fuzz_submit_wire_LDADD = libsubmit.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_submit_smtp
tests_fuzz_fuzz_submit_smtp_SOURCES = tests/fuzz/fuzz_submit_smtp.c $(FUZZ_MAIN)
tests_fuzz_fuzz_submit_smtp_LDADD = libsmtp.a libio.a libbase.a
FUZZ_TARGETS += \
	tests/fuzz/fuzz_mime_binary \
	tests/fuzz/fuzz_mime_date \
	tests/fuzz/fuzz_mime_header \
	tests/fuzz/fuzz_mime_html \
	tests/fuzz/fuzz_mime_order \
	tests/fuzz/fuzz_mime_summary \
	tests/fuzz/fuzz_mime_text
tests_fuzz_fuzz_mime_binary_SOURCES = tests/fuzz/fuzz_mime_binary.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_binary_LDADD = libmime.a libio.a libbase.a
tests_fuzz_fuzz_mime_date_SOURCES = tests/fuzz/fuzz_mime_date.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_date_LDADD = libmime.a libio.a libbase.a
tests_fuzz_fuzz_mime_html_SOURCES = tests/fuzz/fuzz_mime_html.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_html_LDADD = libmime.a libio.a libbase.a
tests_fuzz_fuzz_mime_order_SOURCES = tests/fuzz/fuzz_mime_order.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_order_LDADD = libmime.a libio.a libbase.a
tests_fuzz_fuzz_mime_header_SOURCES = tests/fuzz/fuzz_mime_header.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_header_LDADD = libmime.a libio.a libbase.a
tests_fuzz_fuzz_mime_summary_SOURCES = tests/fuzz/fuzz_mime_summary.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_summary_LDADD = libmime.a libio.a libbase.a
tests_fuzz_fuzz_mime_text_SOURCES = tests/fuzz/fuzz_mime_text.c $(FUZZ_MAIN)
tests_fuzz_fuzz_mime_text_LDADD = libmime.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_fumikura_uid tests/fuzz/fuzz_maildirsize \
	tests/fuzz/fuzz_md_name tests/fuzz/fuzz_md_renaming \
	tests/fuzz/fuzz_subscriptions
tests_fuzz_fuzz_fumikura_uid_SOURCES = tests/fuzz/fuzz_fumikura_uid.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_fumikura_uid_LDADD = libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_maildirsize_SOURCES = tests/fuzz/fuzz_maildirsize.c $(FUZZ_MAIN)
tests_fuzz_fuzz_maildirsize_LDADD = libquota.a libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_md_name_SOURCES = tests/fuzz/fuzz_md_name.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_name_LDADD = libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_md_renaming_SOURCES = tests/fuzz/fuzz_md_renaming.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_renaming_LDADD = libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_subscriptions_SOURCES = tests/fuzz/fuzz_subscriptions.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_subscriptions_LDADD = libmaildir.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_auth_protocol
tests_fuzz_fuzz_auth_protocol_SOURCES = tests/fuzz/fuzz_auth_protocol.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_auth_protocol_LDADD = libauth.a libaccount.a libconfig.a \
	libcrypto.a libio.a libbase.a $(CONFUSE_LIBS) $(CRYPT_LIBS) $(ARGON2_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_auth_mech
tests_fuzz_fuzz_auth_mech_SOURCES = tests/fuzz/fuzz_auth_mech.c $(FUZZ_MAIN)
tests_fuzz_fuzz_auth_mech_LDADD = libauth.a libaccount.a libconfig.a \
	libcrypto.a libio.a libbase.a $(CONFUSE_LIBS) $(CRYPT_LIBS) \
	$(ARGON2_LIBS) $(JWT_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_account_wire
tests_fuzz_fuzz_account_wire_SOURCES = tests/fuzz/fuzz_account_wire.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_account_wire_LDADD = libaccount.a libio.a libbase.a

FUZZ_TARGETS += tests/fuzz/fuzz_imap_list
tests_fuzz_fuzz_imap_list_SOURCES = tests/fuzz/fuzz_imap_list.c $(FUZZ_MAIN)
tests_fuzz_fuzz_imap_list_LDADD = $(fumikura_imap_LDADD)

FUZZ_TARGETS += tests/fuzz/fuzz_imap_metadata
tests_fuzz_fuzz_imap_metadata_SOURCES = tests/fuzz/fuzz_imap_metadata.c $(FUZZ_MAIN)
tests_fuzz_fuzz_imap_metadata_LDADD = $(fumikura_imap_LDADD)

FUZZ_TARGETS += tests/fuzz/fuzz_fetch_parse
tests_fuzz_fuzz_fetch_parse_SOURCES = tests/fuzz/fuzz_fetch_parse.c $(FUZZ_MAIN)
tests_fuzz_fuzz_fetch_parse_LDADD = libimap.a libwire.a libmime.a libio.a \
	libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_store_blob
tests_fuzz_fuzz_store_blob_SOURCES = tests/fuzz/fuzz_store_blob.c $(FUZZ_MAIN)
tests_fuzz_fuzz_store_blob_LDADD = libstore.a libindex.a libmime.a libcrypto.a \
	libio.a libbase.a $(LMDB_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_index_blob tests/fuzz/fuzz_index_record \
	tests/fuzz/fuzz_index_verify
tests_fuzz_fuzz_index_blob_SOURCES = tests/fuzz/fuzz_index_blob.c $(FUZZ_MAIN)
tests_fuzz_fuzz_index_blob_LDADD = libindex.a libio.a libbase.a
tests_fuzz_fuzz_index_record_SOURCES = tests/fuzz/fuzz_index_record.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_index_record_LDADD = libindex.a libio.a libbase.a
tests_fuzz_fuzz_index_verify_SOURCES = tests/fuzz/fuzz_index_verify.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_index_verify_LDADD = libindex.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_ranges tests/fuzz/fuzz_utf8
tests_fuzz_fuzz_ranges_SOURCES = tests/fuzz/fuzz_ranges.c $(FUZZ_MAIN)
tests_fuzz_fuzz_ranges_LDADD = libio.a libbase.a
tests_fuzz_fuzz_utf8_SOURCES = tests/fuzz/fuzz_utf8.c $(FUZZ_MAIN)
tests_fuzz_fuzz_utf8_LDADD = libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_md_import_courier \
	tests/fuzz/fuzz_md_import_dovecot tests/fuzz/fuzz_md_import_keywords
tests_fuzz_fuzz_md_import_courier_SOURCES = \
	tests/fuzz/fuzz_md_import_courier.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_import_courier_LDADD = libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_md_import_dovecot_SOURCES = \
	tests/fuzz/fuzz_md_import_dovecot.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_import_dovecot_LDADD = libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_md_import_keywords_SOURCES = \
	tests/fuzz/fuzz_md_import_keywords.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_import_keywords_LDADD = libmaildir.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_md_facts
tests_fuzz_fuzz_md_facts_SOURCES = tests/fuzz/fuzz_md_facts.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_facts_LDADD = libmaildir.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_md_acl tests/fuzz/fuzz_md_import_pop
tests_fuzz_fuzz_md_acl_SOURCES = tests/fuzz/fuzz_md_acl.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_acl_LDADD = libmaildir.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_md_acl_list
tests_fuzz_fuzz_md_acl_list_SOURCES = tests/fuzz/fuzz_md_acl_list.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_acl_list_LDADD = libmaildir.a libio.a libbase.a
tests_fuzz_fuzz_md_import_pop_SOURCES = tests/fuzz/fuzz_md_import_pop.c $(FUZZ_MAIN)
tests_fuzz_fuzz_md_import_pop_LDADD = libmaildir.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_account_passwdfile
tests_fuzz_fuzz_account_passwdfile_SOURCES = \
	tests/fuzz/fuzz_account_passwdfile.c $(FUZZ_MAIN)
tests_fuzz_fuzz_account_passwdfile_LDADD = $(ACCOUNT_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_crypto_stored
tests_fuzz_fuzz_crypto_stored_SOURCES = tests/fuzz/fuzz_crypto_stored.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_crypto_stored_LDADD = libcrypto.a libio.a libbase.a $(CRYPT_LIBS) \
	$(ARGON2_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_account_vpasswd
tests_fuzz_fuzz_account_vpasswd_SOURCES = tests/fuzz/fuzz_account_vpasswd.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_account_vpasswd_LDADD = $(ACCOUNT_LIBS)

FUZZ_TARGETS += tests/fuzz/fuzz_account_ldap_text
tests_fuzz_fuzz_account_ldap_text_SOURCES = tests/fuzz/fuzz_account_ldap_text.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_account_ldap_text_LDADD = libaccount.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_account_authdaemond
tests_fuzz_fuzz_account_authdaemond_SOURCES = \
	tests/fuzz/fuzz_account_authdaemond.c $(FUZZ_MAIN)
tests_fuzz_fuzz_account_authdaemond_LDADD = $(ACCOUNT_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_auth_socketmap
tests_fuzz_fuzz_auth_socketmap_SOURCES = tests/fuzz/fuzz_auth_socketmap.c $(FUZZ_MAIN)
tests_fuzz_fuzz_auth_socketmap_LDADD = libauth.a libaccount.a libcrypto.a libio.a \
	libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_auth_policy
tests_fuzz_fuzz_auth_policy_SOURCES = tests/fuzz/fuzz_auth_policy.c $(FUZZ_MAIN)
tests_fuzz_fuzz_auth_policy_LDADD = libauth.a libaccount.a libcrypto.a libio.a \
	libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_auth_authdaemon
tests_fuzz_fuzz_auth_authdaemon_SOURCES = tests/fuzz/fuzz_auth_authdaemon.c $(FUZZ_MAIN)
tests_fuzz_fuzz_auth_authdaemon_LDADD = libauth.a libaccount.a libcrypto.a libio.a \
	libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_auth_jwt tests/fuzz/fuzz_auth_token
tests_fuzz_fuzz_auth_jwt_SOURCES = tests/fuzz/fuzz_auth_jwt.c $(FUZZ_MAIN)
tests_fuzz_fuzz_auth_jwt_LDADD = libauth.a libaccount.a libcrypto.a libio.a \
	libbase.a $(JWT_LIBS)
tests_fuzz_fuzz_auth_token_SOURCES = tests/fuzz/fuzz_auth_token.c $(FUZZ_MAIN)
tests_fuzz_fuzz_auth_token_LDADD = libauth.a libio.a libbase.a $(JWT_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_gate_pop3 tests/fuzz/fuzz_pop3_command
tests_fuzz_fuzz_gate_pop3_SOURCES = tests/fuzz/fuzz_gate_pop3.c \
	tests/fuzz/gate_client.c tests/fuzz/gate_client.h $(FUZZ_MAIN)
tests_fuzz_fuzz_gate_pop3_LDADD = libgate.a libwire.a libconfig.a libio.a \
	libbase.a $(CONFUSE_LIBS)
tests_fuzz_fuzz_pop3_command_SOURCES = tests/fuzz/fuzz_pop3_command.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_pop3_command_LDADD = libpop3.a libwire.a libmime.a libio.a \
	libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_imap_notify
tests_fuzz_fuzz_imap_notify_SOURCES = tests/fuzz/fuzz_imap_notify.c $(FUZZ_MAIN)
tests_fuzz_fuzz_imap_notify_LDADD = libimap.a libwire.a libmime.a libio.a \
	libbase.a
FUZZ_SIEVE_LIBS = libfsieve.a libmime.a libio.a libbase.a
FUZZ_TARGETS += tests/fuzz/fuzz_sieve_code tests/fuzz/fuzz_sieve_script \
	tests/fuzz/fuzz_sieve_mailto
tests_fuzz_fuzz_sieve_mailto_SOURCES = tests/fuzz/fuzz_sieve_mailto.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_sieve_mailto_LDADD = $(FUZZ_SIEVE_LIBS)
tests_fuzz_fuzz_sieve_code_SOURCES = tests/fuzz/fuzz_sieve_code.c $(FUZZ_MAIN)
tests_fuzz_fuzz_sieve_code_LDADD = $(FUZZ_SIEVE_LIBS)
tests_fuzz_fuzz_sieve_script_SOURCES = tests/fuzz/fuzz_sieve_script.c \
	$(FUZZ_MAIN)
tests_fuzz_fuzz_sieve_script_LDADD = $(FUZZ_SIEVE_LIBS)
FUZZ_TARGETS += tests/fuzz/fuzz_gate_sieve tests/fuzz/fuzz_wire_sieve
tests_fuzz_fuzz_gate_sieve_SOURCES = tests/fuzz/fuzz_gate_sieve.c \
	tests/fuzz/gate_client.c tests/fuzz/gate_client.h $(FUZZ_MAIN)
tests_fuzz_fuzz_gate_sieve_LDADD = libgate.a libwire.a libconfig.a libio.a \
	libbase.a $(CONFUSE_LIBS)
tests_fuzz_fuzz_wire_sieve_SOURCES = tests/fuzz/fuzz_wire_sieve.c $(FUZZ_MAIN)
tests_fuzz_fuzz_wire_sieve_LDADD = libwire.a libio.a libbase.a

FUZZ_TARGETS += tests/fuzz/fuzz_sieve_second
tests_fuzz_fuzz_sieve_second_SOURCES = tests/fuzz/fuzz_sieve_second.c $(FUZZ_MAIN)
tests_fuzz_fuzz_sieve_second_LDADD = $(FUZZ_SIEVE_LIBS)
