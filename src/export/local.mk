noinst_LIBRARIES += libexport.a
libexport_a_SOURCES = \
	src/export/encode.c src/export/export-private.h src/export/format_csv.c src/export/format_jsonl.c src/export/format_xlsx.c \
	src/export/table_file.c src/export/table_thread.c src/export/xlsx_check.c
