noinst_LIBRARIES += libworkspace.a
libworkspace_a_SOURCES = \
	src/workspace/attribute.c src/workspace/audit.c src/workspace/bulk.c src/workspace/fingerprint.c src/workspace/info.c src/workspace/lookup.c \
	src/workspace/migrate.c src/workspace/open.c src/workspace/process.c src/workspace/set_aside.c src/workspace/statement.c \
	src/workspace/transaction.c src/workspace/unfinished.c src/workspace/views.c \
	src/workspace/workspace-private.h
nodist_libworkspace_a_SOURCES = src/workspace/schema-sql.h
