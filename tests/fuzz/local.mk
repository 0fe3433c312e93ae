# The importer and its values against hostile input: the checked-in files in every make check, endless ones with libFuzzer.
TESTS_UNIT += tests/fuzz/test-fuzz-import tests/fuzz/test-fuzz-values
tests_fuzz_test_fuzz_import_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-import.c tests/fuzz/fuzz.h
tests_fuzz_test_fuzz_import_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_NAME='"import"'
tests_fuzz_test_fuzz_import_LDADD = libtestsupport.a $(INGEST_LIBS)
tests_fuzz_test_fuzz_values_SOURCES = tests/fuzz/replay.c tests/fuzz/fuzz-values.c tests/fuzz/fuzz.h
tests_fuzz_test_fuzz_values_CPPFLAGS = $(AM_CPPFLAGS) -DFUZZ_NAME='"values"'
tests_fuzz_test_fuzz_values_LDADD = $(INGEST_LIBS)
EXTRA_DIST += tests/data/fuzz tests/data/corpus-import tests/data/corpus-values tests/fuzz/import.dict tests/fuzz/values.dict tests/fuzz/run

if FUZZING
FUZZERS = tests/fuzz/fuzz-import tests/fuzz/fuzz-values
noinst_PROGRAMS += $(FUZZERS)
fuzzers: $(BUILT_SOURCES)
	$(MAKE) $(AM_MAKEFLAGS) $(FUZZERS)
endif
tests_fuzz_fuzz_import_SOURCES = tests/fuzz/fuzz-import.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_import_LDADD = libtestsupport.a $(INGEST_LIBS)
tests_fuzz_fuzz_import_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
tests_fuzz_fuzz_values_SOURCES = tests/fuzz/fuzz-values.c tests/fuzz/fuzz.h
tests_fuzz_fuzz_values_LDADD = $(INGEST_LIBS)
tests_fuzz_fuzz_values_LDFLAGS = $(AM_LDFLAGS) -fsanitize=fuzzer
