# Asked by the tests of account sources.
noinst_PROGRAMS += tests/system/source_probe
tests_system_source_probe_LDADD = \
	libconfig.a $(ACCOUNT_LIBS) $(CONFUSE_LIBS)

# Sends a message through fumikura-submit.
noinst_PROGRAMS += tests/system/submit_probe
tests_system_submit_probe_LDADD = libsubmit.a libio.a libbase.a
