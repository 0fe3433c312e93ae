# The importer against hostile files: the checked-in ones in every make check, endless ones with libFuzzer.
TESTS_UNIT += tests/fuzz/test-fuzz-import
tests_fuzz_test_fuzz_import_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-import.c tests/fuzz/fuzz.h
tests_fuzz_test_fuzz_import_LDADD = libtestsupport.a $(INGEST_LIBS)
EXTRA_DIST += tests/data/fuzz

if FUZZING
noinst_PROGRAMS += tests/fuzz/fuzz-import
endif
tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz-import.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_import_LDADD = libtestsupport.a $(INGEST_LIBS)
tests_fuzz_fuzz_import_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
