noinst_LIBRARIES += libprepare.a
libprepare_a_SOURCES = \
	src/prepare/orders-private.h src/prepare/prepare-private.h \
	src/prepare/columns.c src/prepare/findings.c src/prepare/intake.c src/prepare/quality.c src/prepare/repeats.c src/prepare/statistics.c \
	src/prepare/orders.c src/prepare/orders_apply.c src/prepare/orders_net.c src/prepare/orders_words.c
