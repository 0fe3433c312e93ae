noinst_LIBRARIES += liboutlier.a
liboutlier_a_SOURCES = \
	src/outlier/causes.c src/outlier/decide.c src/outlier/find.c src/outlier/isolation.c src/outlier/mcd.c src/outlier/mcd_shares.c \
	src/outlier/outlier-private.h src/outlier/outlier_store.c
