noinst_LIBRARIES += libingest.a
libingest_a_SOURCES = \
	src/ingest/ingest-private.h src/ingest/load.h src/ingest/plan-private.h src/ingest/store.h \
	src/ingest/clock.c src/ingest/common-characters.h src/ingest/date-private.h src/ingest/date.c src/ingest/date-order.c src/ingest/decoder.c src/ingest/encoding.c src/ingest/encoding-private.h src/ingest/encoding-score.c src/ingest/entity.c src/ingest/evidence.c src/ingest/guess.c src/ingest/history.c src/ingest/input.c \
	src/ingest/keys.c src/ingest/load.c src/ingest/load-entity.c src/ingest/load-event.c src/ingest/look.c src/ingest/mapping.c src/ingest/missing.c src/ingest/name-fold.c src/ingest/number.c \
	src/ingest/plan.c src/ingest/reader.c src/ingest/reading.c src/ingest/role.c src/ingest/split.c src/ingest/store.c src/ingest/unpack.c src/ingest/value.c src/ingest/words.c
libingest_a_SOURCES += src/ingest/correct.c src/ingest/delta.c src/ingest/result_words.c src/ingest/rejects.c src/ingest/rejects-private.h src/ingest/rejects_export.c src/ingest/rejects_order.c
libingest_a_SOURCES += src/ingest/order-kind.h src/ingest/load-wide.h src/ingest/load-wide.c src/ingest/wide-values.h src/ingest/wide-values.c src/ingest/load-alias.c src/ingest/load-result.c \
	src/ingest/dependence.c src/ingest/guess-entity.c src/ingest/order-kind.c src/ingest/recall.c
libingest_a_SOURCES += src/ingest/source-columns.c
libingest_a_SOURCES += src/ingest/overlap.h src/ingest/overlap.c src/ingest/overlap-runs.c
libingest_a_SOURCES += src/ingest/checksum.c src/ingest/chunk.c src/ingest/chunk.h src/ingest/keys.h src/ingest/load-merge.c src/ingest/load-orders.c src/ingest/load-pack.c \
	src/ingest/load-read.c src/ingest/load-value.c src/ingest/load-write.c
