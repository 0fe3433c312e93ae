noinst_LIBRARIES += libworkspace.a
libworkspace_a_SOURCES = \
	src/workspace/attribute.c src/workspace/audit.c src/workspace/bare_table.c src/workspace/bulk.c src/workspace/expression.c src/workspace/fingerprint.c src/workspace/stamp.c src/workspace/guard.c src/workspace/info.c src/workspace/lookup.c src/workspace/names_store.c src/workspace/often.c \
	src/workspace/migrate.c src/workspace/open.c src/workspace/process.c src/workspace/set_aside.c src/workspace/setting.c src/workspace/statement.c \
	src/workspace/transaction.c src/workspace/unfinished.c src/workspace/views.c \
	src/workspace/workspace-private.h
nodist_libworkspace_a_SOURCES = src/workspace/schema-sql.h
# Looking after the file: copies, checks, repair.
libworkspace_a_SOURCES += \
	src/workspace/backup.c src/workspace/check.c src/workspace/check.h src/workspace/check_columns.c src/workspace/check_links.c \
	src/workspace/check_rows.c src/workspace/check_schema.c src/workspace/repair.c src/workspace/salvage.c
# Computed features.
libworkspace_a_SOURCES += \
	src/workspace/feature_blocks.c src/workspace/feature_blocks-private.h src/workspace/feature_table.c src/workspace/values_pack.c
# Events, read fast.
libworkspace_a_SOURCES += \
	src/workspace/event_column.c src/workspace/event_column.h src/workspace/event_copy.c src/workspace/event_copy_read.c src/workspace/event_hands.c \
	src/workspace/event_pack.c src/workspace/event_pack_check.c \
	src/workspace/event_pack_kinds.c src/workspace/event_part.h src/workspace/event_reader.c src/workspace/event_reading.c \
	src/workspace/event_rows.c src/workspace/event_unpack.c src/workspace/id_index.c
libworkspace_a_SOURCES += src/workspace/rows.c src/workspace/steps.c
# Taking edits back.
libworkspace_a_SOURCES += src/workspace/history.c src/workspace/history_record.c src/workspace/history-private.h
libworkspace_a_SOURCES += src/workspace/pseudonym.c src/workspace/audit_table.c
