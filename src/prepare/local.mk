noinst_LIBRARIES += libprepare.a
libprepare_a_SOURCES = \
	src/prepare/orders-private.h src/prepare/prepare-private.h \
	src/prepare/columns.c src/prepare/findings.c src/prepare/intake.c src/prepare/quality.c src/prepare/repeats.c src/prepare/statistics.c \
	src/prepare/orders.c src/prepare/orders_apply.c src/prepare/orders_net.c src/prepare/orders_words.c \
	src/prepare/clean-private.h src/prepare/step_options.h \
	src/prepare/cells.c src/prepare/expression.c src/prepare/preview.c src/prepare/recipe.c src/prepare/recipe_store.c \
	src/prepare/recipe_text.c src/prepare/step.c src/prepare/step_options.c src/prepare/step_run.c src/prepare/values.c \
	src/prepare/withdraw.c src/prepare/wording.c \
	src/prepare/step_drop_column.c src/prepare/step_fill.c src/prepare/step_fill_nearest.c
