man_MANS = man/segscope.1 man/segscope-workspace.5
EXTRA_DIST += man/make-manual

# configure fills in the version; the commands are what the program itself says of them.
man/segscope.1: man/segscope.1.commands-in segscope $(srcdir)/man/make-manual
	$(AM_V_GEN)$(SHELL) $(srcdir)/man/make-manual ./segscope man/segscope.1.commands-in > $@.tmp && mv $@.tmp $@
CLEANFILES += man/segscope.1

completionsdir = $(datadir)/bash-completion/completions
dist_completions_DATA = completions/segscope
