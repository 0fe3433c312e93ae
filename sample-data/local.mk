# The sample data and the program that made it. Included by the Makefile.am at the top, which starts noinst_PROGRAMS.

noinst_PROGRAMS += sample-data/make-sample
sample_data_make_sample_SOURCES = \
	sample-data/behaviour.c sample-data/behaviour.h \
	sample-data/calendar.c sample-data/calendar.h \
	sample-data/catalogue.c sample-data/catalogue.h \
	sample-data/dirt.c sample-data/dirt.h \
	sample-data/make-sample.c \
	sample-data/output.c sample-data/output.h \
	sample-data/people.c sample-data/people.h \
	sample-data/random.c sample-data/random.h \
	sample-data/records.c sample-data/records.h \
	sample-data/reviews.c sample-data/reviews.h
sample_data_make_sample_LDADD = -lm

sample_files = \
	sample-data/users.csv \
	sample-data/courses.csv \
	sample-data/events.csv \
	sample-data/purchases.csv \
	sample-data/ratings.csv \
	sample-data/reviews.csv

sampledatadir = $(pkgdatadir)/sample-data
dist_sampledata_DATA = $(sample_files) sample-data/README.md

# Makes the files anew and compares them, byte by byte, with those checked in.
check-sample-data: sample-data/make-sample$(EXEEXT)
	@folder=`mktemp -d` || exit 1; \
	sample-data/make-sample$(EXEEXT) "$$folder"; status=$$?; \
	for file in $(sample_files); do \
		cmp "$(srcdir)/$$file" "$$folder/$${file##*/}" || status=1; \
	done; \
	rm -rf "$$folder"; \
	exit $$status

.PHONY: check-sample-data
