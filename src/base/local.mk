noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
	src/base/csv.c src/base/error.c src/base/format.c src/base/hint.c src/base/ids.c src/base/job.c src/base/matrix.c src/base/parallel.c \
	src/base/kernel-versions.h src/base/processor.c \
	src/base/random.c src/base/task.c src/base/text.c
libbase_a_SOURCES += src/base/translation.c src/base/filter_words.c
libbase_a_SOURCES += src/base/settings.c src/base/settings_lines.c src/base/settings-lines.h src/base/pinyin.c
libbase_a_SOURCES += src/base/out_file.c src/base/file_set.c src/base/out_file-private.h
libbase_a_SOURCES += src/base/handover.c src/base/digest.c
libbase_a_SOURCES += src/base/said_words.c src/base/progress.c
libbase_a_SOURCES += src/base/blas.c
