# Messages in other languages, made where msgfmt is there (gettext) and installed where the program looks for them.
# "make update-po" puts new messages of the features into them and says which are not translated yet.
EXTRA_DIST += po/zh_CN.po
if HAVE_MSGFMT
zh_CNdir = $(localedir)/zh_CN/LC_MESSAGES
zh_CN_DATA = po/zh_CN/LC_MESSAGES/segscope.mo
CLEANFILES += $(zh_CN_DATA)
po/zh_CN/LC_MESSAGES/segscope.mo: $(srcdir)/po/zh_CN.po
	$(AM_V_GEN)$(MKDIR_P) po/zh_CN/LC_MESSAGES && $(MSGFMT) -c -o $@ $(srcdir)/po/zh_CN.po
endif

MESSAGES_FROM = src/feature/attribute_feature.c src/feature/family_rfm.c src/feature/family_activity.c src/feature/family_kinds.c \
	src/feature/family_learning.c \
	src/feature/family_purchase.c src/feature/family_preference.c src/feature/family_response.c src/feature/family_text.c
update-po:
	cd $(srcdir) && xgettext -k_ -kN_ --from-code=UTF-8 --no-wrap -o - $(MESSAGES_FROM) | \
		msgcat --use-first --no-wrap -o po/zh_CN.po.tmp po/zh_CN.po - && mv po/zh_CN.po.tmp po/zh_CN.po
	msgattrib --untranslated $(srcdir)/po/zh_CN.po
.PHONY: update-po
