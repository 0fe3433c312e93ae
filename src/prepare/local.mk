noinst_LIBRARIES += libprepare.a
libprepare_a_SOURCES = \
	src/prepare/alike.h src/prepare/counter.h src/prepare/event-private.h \
	src/prepare/alike.c src/prepare/column-scan.c src/prepare/counter.c src/prepare/key-sort.c src/prepare/entity-scan.c src/prepare/event-context.c \
	src/prepare/event-days.c src/prepare/event-findings.c src/prepare/event-scan.c src/prepare/findings.c src/prepare/fixes.c \
	src/prepare/json.c src/prepare/outliers.c src/prepare/pass.c src/prepare/quality.c src/prepare/quality-store.c src/prepare/score.c \
	src/prepare/stand-ins.c src/prepare/statistics.c src/prepare/suspects.c src/prepare/text-top.c src/prepare/texts.c \
	src/prepare/orders-private.h src/prepare/prepare-private.h \
	src/prepare/intake.c \
	src/prepare/orders.c src/prepare/orders_apply.c src/prepare/orders_net.c src/prepare/orders_words.c \
	src/prepare/clean-private.h src/prepare/step_merge.h src/prepare/step_options.h \
	src/prepare/cells.c src/prepare/changes.c src/prepare/expression.c src/prepare/preview.c src/prepare/recipe.c src/prepare/recipe_store.c \
	src/prepare/recipe_text.c src/prepare/step.c src/prepare/step_options.c src/prepare/step_run.c src/prepare/values.c \
	src/prepare/withdraw.c src/prepare/wording.c \
	src/prepare/step_drop_column.c src/prepare/step_fill.c src/prepare/step_exclude.c src/prepare/step_fill_nearest.c \
	src/prepare/step_drop_missing.c src/prepare/step_filter.c src/prepare/step_flag.c src/prepare/step_merge.c \
	src/prepare/step_merge_alike.c src/prepare/step_outliers.c src/prepare/step_parse.c src/prepare/step_recode.c
