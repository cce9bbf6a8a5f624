man_MANS += doc/man/fumikura.8 doc/man/fumikura-lda.8 doc/man/fumikura.conf.5
CLEANFILES += doc/man/fumikura.conf.5
EXTRA_DIST += doc/man/fumikura.8 doc/man/fumikura-lda.8 \
	doc/man/fumikura.conf.5.in

doc/man/fumikura.conf.5: src/config/settings.def src/config/sources.def \
		doc/man/fumikura.conf.5.in tools/conf-man
	$(AM_V_GEN)$(MKDIR_P) doc/man && $(top_srcdir)/tools/conf-man \
	  $(top_srcdir)/src/config/settings.def \
	  $(top_srcdir)/src/config/sources.def \
	  $(top_srcdir)/doc/man/fumikura.conf.5.in > $@.tmp && mv $@.tmp $@
