# Messages in other languages, made where msgfmt is there (gettext) and installed where the program looks for them.
# "make update-po" puts new messages into them and says which are not translated yet; "make check-po" only says it.
EXTRA_DIST += po/zh_CN.po po/messages
if HAVE_MSGFMT
zh_CNdir = $(localedir)/zh_CN/LC_MESSAGES
zh_CN_DATA = po/zh_CN/LC_MESSAGES/segscope.mo
CLEANFILES += $(zh_CN_DATA)
po/zh_CN/LC_MESSAGES/segscope.mo: $(srcdir)/po/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) po/zh_CN/LC_MESSAGES && $(MSGFMT) -c -o $@ $(srcdir)/po/zh_CN.po
endif

# Which messages there are; they are kept sorted by file, without line numbers, so that catalogues change only where messages do.
update-po:
	$(SHELL) $(srcdir)/po/messages update

# What is not said in every language; fails when there is any.
check-po:
	$(SHELL) $(srcdir)/po/messages missing
.PHONY: update-po check-po
